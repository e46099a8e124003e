-- Adults with a diagnosis in the year
WITH adults AS (
  SELECT patient_id, birth_year, sex
  FROM registrations
  WHERE registered_on <= DATE '2019-12-31'
)
SELECT a.sex, COUNT(*) AS persons
FROM adults AS a
JOIN events AS e ON e.patient_id = a.patient_id
WHERE e.code IN (SELECT code FROM codelist)
GROUP BY a.sex
HAVING COUNT(*) >= 10;
