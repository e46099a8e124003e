from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

params = {"n_estimators": 500, "max_depth": 6, "random_state": 1}
scores = cross_val_score(RandomForestClassifier(**params), X, y, cv=5, scoring="roc_auc")
print(scores.mean().round(3))
