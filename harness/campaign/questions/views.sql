-- Views over a campaign's tables. Each answers a question that is asked of every campaign.

-- Which SDKs obtained what before consent or against a refusal, in how many apps.
CREATE VIEW sdks_before_consent AS
SELECT actor_name AS sdk, category, count(DISTINCT app_id) AS apps, sum(obtained) AS times
FROM collected
WHERE actor LIKE 'sdk:%' AND consent IN ('before', 'refused') AND obtained > 0
GROUP BY ALL ORDER BY apps DESC, times DESC;

-- What left before consent or against a refusal, to whom, from how many apps.
CREATE VIEW sent_before_consent AS
SELECT category, domain, owner, party, count(DISTINCT app_id) AS apps
FROM disclosures WHERE consent IN ('before', 'refused')
GROUP BY ALL ORDER BY apps DESC;

-- Who received what, from how many apps.
CREATE VIEW recipients AS
SELECT domain, owner, party, country, count(DISTINCT app_id) AS apps, list(DISTINCT category ORDER BY category) AS categories
FROM disclosures GROUP BY ALL ORDER BY apps DESC;

-- Which rules are broken by how many apps.
CREATE VIEW violations AS
SELECT rule, status, any_value(en) AS example, count(DISTINCT app_id) AS apps
FROM findings WHERE verdict = 'VIOLATION' AND severity <> 'info'
GROUP BY rule, status ORDER BY apps DESC;

-- Every app with its verdict, its stores and what people complained of it.
CREATE VIEW app_list AS
SELECT a.id, a.package, a.label, a.verdict, a.priority, a.quarantined,
  (SELECT list(DISTINCT l.store ORDER BY l.store) FROM listings l JOIN builds b ON b.id = l.build_id
   WHERE b.app_id = a.id AND l.store <> '') AS stores,
  (SELECT coalesce(sum(c.times), 0) FROM complaints c WHERE c.app_id = a.id) AS complaints
FROM apps a ORDER BY a.id;

-- How long runs take on which device, and how they end.
CREATE VIEW device_times AS
SELECT device, outcome, count(*) AS attempts, round(avg(ended - started) / 1e6, 1) AS mean_seconds
FROM attempts WHERE ended > 0 GROUP BY ALL ORDER BY device, outcome;
