import matplotlib.pyplot as plt

COLOURS = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd"]
fig, ax = plt.subplots(figsize=(6, 4))
ax.bar(rates.index, rates["percent"], color=COLOURS)
ax.set_ylabel("Per cent")
fig.savefig("fig1.pdf")
