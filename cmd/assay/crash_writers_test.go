package main

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// A crashWriter writes one kind of thing over HTTP. To add one: write sends one request, or those
// of one task, with mark in what is stored, and returns nil when it was acknowledged; stored is a
// query for each mark that is stored and whether everything that belongs to it is.
type crashWriter struct {
	name   string
	write  func(cl *crashClient, mark string) error
	stored string
}

var crashWriters = []crashWriter{
	{
		"comparison",
		func(cl *crashClient, mark string) error {
			_, err := cl.post("comparisons", url.Values{"name": {mark}, "offers": {"are-stargate,are-k2-think,kor-stargate"}, "as_of": {"2026-11-22"}})
			return err
		},
		`SELECT name, (SELECT count(*) FROM comparison_version v JOIN comparison_offer o ON (o.workspace_id, o.comparison_id, o.version) = (v.workspace_id, v.id, v.version)
			WHERE (v.workspace_id, v.id, v.version) = (c.workspace_id, c.id, c.version)) = 3 FROM comparison c`,
	},
	{
		"weights",
		func(cl *crashClient, mark string) error {
			_, err := cl.post("weights", url.Values{"person": {mark}, "offers": {"are-stargate,are-k2-think"}, "as_of": {"2026-11-22"}, "reason": {"Because of " + mark}, "points.CL1": {strconv.Itoa(cl.rng.IntN(100))}})
			return err
		},
		`SELECT person, cardinality(beside_offers) = 2 FROM weighting`,
	},
	{
		"evidence, made and edited",
		func(cl *crashClient, mark string) error {
			return cl.edit("evidence", func(r *record) (string, error) {
				form := url.Values{"account": {"It says " + mark + "."}, "title": {"Paper " + mark}, "publisher": {"A press"}, "url": {"https://example.org/paper"},
					"type": {"report"}, "grade": {"B"}, "rung": {"documented"}, "issued": {"2026-11"}, "reason": {"Because of " + mark}}
				if r.id == "" {
					return cl.post("evidence/new", form)
				}
				form.Set("seen", strconv.Itoa(r.seen))
				return cl.post("evidence/"+r.id+"/edit", form)
			})
		},
		`SELECT DISTINCT substring(account FROM 'mark[0-9]+'), bool_and(strpos(reason, substring(account FROM 'mark[0-9]+')) > 0)
			FROM evidence_version WHERE account LIKE 'It says mark%' AND reason NOT LIKE 'Copy kept%' GROUP BY 1`,
	},
	{
		"copies of sources",
		func(cl *crashClient, mark string) error {
			return cl.edit("evidence", func(r *record) (string, error) {
				if r.id == "" {
					return cl.post("evidence/new", url.Values{"account": {"Seen."}, "publisher": {mark}, "url": {"https://example.org/"}, "grade": {"B"}, "type": {"report"}})
				}
				return cl.send("evidence/"+r.id+"/attachment", mark+".txt", bytes.Repeat([]byte(mark), 10_000), nil)
			})
		},
		`SELECT substring(name FROM 'mark[0-9]+'), octet_length(body) = 110000 AND EXISTS (SELECT FROM evidence_version v WHERE v.workspace_id = a.workspace_id AND v.archive = encode(a.sha256, 'hex'))
			FROM attachment a
		UNION SELECT publisher, true FROM evidence_version WHERE publisher LIKE 'mark%'`,
	},
	{
		"offers, made and edited",
		func(cl *crashClient, mark string) error {
			return cl.edit("offer", func(r *record) (string, error) {
				form := url.Values{"title": {"Campus of " + mark}, "scope": {"country"}, "country": {"Estonia"}, "provider": {"A provider"}, "provider_country": {"US"}, "status": {"active"}}
				if r.id == "" {
					location, err := cl.post("offers/new", form)
					return path.Dir(location), err // .../edit
				}
				return cl.change("offers/"+r.id+"/edit/offer", form)
			})
		},
		`SELECT substring(title FROM 'mark[0-9]+'), true FROM offer_version WHERE title LIKE 'Campus of mark%'`,
	},
	{
		"answers, given and changed",
		func(cl *crashClient, mark string) error {
			return cl.edit("answer", func(r *record) (string, error) {
				if r.id == "" {
					location, err := cl.post("offers/new", url.Values{"title": {"Answered with " + mark}, "scope": {"path"}, "provider": {"A provider"}, "status": {"active"}})
					return path.Dir(location), err
				}
				_, err := cl.change("offers/"+r.id+"/answers/CL1", url.Values{"state": {"answered"}, "by": {"levels"}, "lo": {"1"}, "hi": {"3"}, "lo_rung": {"documented"}, "hi_rung": {"documented"},
					"lo_evidence": {"reuters-via-zawya-2025-05-22"}, "hi_evidence": {"reuters-via-zawya-2025-05-22"}, "rationale": {"Since " + mark + " says so."}})
				return r.id, err
			})
		},
		`SELECT substring(rationale FROM 'mark[0-9]+'), (SELECT count(*) FROM answer_evidence e WHERE (e.workspace_id, e.answer_id, e.version) = (v.workspace_id, v.id, v.version)) = 2
			FROM answer_version v WHERE rationale LIKE 'Since mark%'
		UNION SELECT substring(title FROM 'mark[0-9]+'), true FROM offer_version WHERE title LIKE 'Answered with mark%'`,
	},
	{
		"offers of a case, copied",
		func(cl *crashClient, mark string) error {
			_, err := cl.post("cases/are/copy", url.Values{"offers": {"are-stargate", "are-k2-think"}, "reason": {mark}})
			return err
		},
		// Every copy has as many answers as any other.
		`SELECT mark, o.n = 2 AND a.n IS NOT NULL AND a.n = max(a.n) OVER ()
			FROM (SELECT workspace_id, substring(reason FROM 'mark[0-9]+') AS mark, count(*) AS n FROM offer_version WHERE reason LIKE 'Copied from%mark%' GROUP BY 1, 2) o
			LEFT JOIN (SELECT workspace_id, substring(reason FROM 'mark[0-9]+$') AS mark, count(*) AS n FROM answer_version WHERE reason LIKE 'Copied from%mark%' GROUP BY 1, 2) a USING (workspace_id, mark)`,
	},
	{
		"imports",
		func(cl *crashClient, mark string) error {
			size := 10
			if cl.rng.IntN(8) == 0 {
				size = 160 // with an answer each more than are taken in at once: work for the background
			}
			location, err := cl.send("import", fmt.Sprintf("%s-%d.yaml", mark, size), crashImport(mark, size), map[string]string{"kind": "offers"})
			if err != nil {
				return err
			}
			preview := strings.TrimPrefix(location, "/")
			form, err := cl.hidden(preview)
			if err != nil {
				return err
			}
			_, err = cl.post(preview+"/confirm", form)
			return err
		},
		// What was confirmed is there with everything, or waits for its turn and nothing is there.
		`SELECT mark, CASE state WHEN 'done' THEN offers = size AND answers = size AND letters = 1 ELSE state IN ('queued', 'running') AND offers + answers + letters = 0 END FROM (
			SELECT mark, state, size, coalesce(o.n, 0) AS offers, coalesce(a.n, 0) AS answers, coalesce(l.n, 0) AS letters
			FROM (SELECT workspace_id, substring(name FROM 'mark[0-9]+') AS mark, state, substring(name FROM '-([0-9]+)')::int AS size FROM upload WHERE name LIKE 'mark%') u
			LEFT JOIN (SELECT workspace_id, substring(id FROM '^own-import-(mark[0-9]+)-') AS mark, count(*) AS n FROM offer GROUP BY 1, 2) o USING (workspace_id, mark)
			LEFT JOIN (SELECT workspace_id, substring(rationale FROM '^Import of (mark[0-9]+)$') AS mark, count(*) AS n FROM answer_version GROUP BY 1, 2) a USING (workspace_id, mark)
			LEFT JOIN (SELECT workspace_id, substring(id FROM '^own-letter-(mark[0-9]+)$') AS mark, count(*) AS n FROM evidence GROUP BY 1, 2) l USING (workspace_id, mark)) i
		WHERE state <> 'waiting' OR offers + answers + letters > 0`,
	},
}

// crashWaits is how much of what was acknowledged is still to be done in the background.
const crashWaits = `SELECT count(*) FROM upload WHERE state IN ('queued', 'running')`

// crashImport is a file of offers with an answer each, on one record of evidence.
func crashImport(mark string, size int) []byte {
	var b bytes.Buffer
	b.WriteString("offers:\n")
	for n := range size {
		fmt.Fprintf(&b, `  - id: own-import-%s-%d
    title: Import %d
    scope: country
    country: EST
    provider: A provider
    provider_country: US
    status: active
    answers:
      - {criterion: CL1, range: [1, 3], lo: {rung: documented, evidence: [own-letter-%s]}, hi: {rung: documented, evidence: [own-letter-%s]}, rationale: "Import of %s"}
`, mark, n, n, mark, mark, mark)
	}
	fmt.Fprintf(&b, `evidence:
  - id: own-letter-%s
    account: It says so.
    source: {publisher: A provider, url: "https://example.org/letter", grade: B}
`, mark)
	return b.Bytes()
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)"`)

// hidden is what a page's forms say without being asked, such as the version that was shown.
func (cl *crashClient) hidden(path string) (url.Values, error) {
	resp, err := cl.http.Get(cl.base + path)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, statusError{resp.StatusCode, string(body)}
	}
	form := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(string(body), -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form, nil
}

// change opens a form and sends it with the fields of change.
func (cl *crashClient) change(path string, change url.Values) (location string, err error) {
	form, err := cl.hidden(path)
	if err != nil {
		return "", err
	}
	maps.Copy(form, change)
	return cl.post(path, form)
}

// send posts a form with a file.
func (cl *crashClient) send(path, name string, content []byte, fields map[string]string) (location string, err error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range fields {
		_ = form.WriteField(field, value) // to memory, as all of it
	}
	file, err := form.CreateFormFile("file", name)
	if err != nil {
		return "", err
	}
	_, _ = file.Write(content)
	_ = form.Close()
	return answered(cl.http.Post(cl.base+path, form.FormDataContentType(), &body))
}

// edit makes a client's own record of a kind, or a new version of it. When the outcome is not
// known, the record is left as it is and the next one is new.
func (cl *crashClient) edit(kind string, send func(*record) (location string, err error)) error {
	r := cl.mine[kind]
	if r == nil {
		r = &record{}
	}
	location, err := send(r)
	if err != nil {
		delete(cl.mine, kind)
		return err
	}
	if r.id == "" {
		r.id = path.Base(location)
	}
	r.seen++
	if cl.mine == nil {
		cl.mine = map[string]*record{}
	}
	cl.mine[kind] = r
	return nil
}

// crashRules must hold whatever was killed: each is a query for what breaks it.
var crashRules = map[string]string{
	"the log's numbers are without a gap": `
		SELECT workspace_id::text FROM audit_head h
		WHERE seq <> (SELECT count(*) FROM audit_event e WHERE e.workspace_id = h.workspace_id) OR seq <> (SELECT coalesce(max(seq), 0) FROM audit_event e WHERE e.workspace_id = h.workspace_id)`,
	"every version has its event": `
		SELECT kind || ' ' || id || ' ' || version FROM (
			SELECT workspace_id, 'evidence' AS kind, id::text, version FROM evidence_version
			UNION ALL SELECT workspace_id, 'offer', id::text, version FROM offer_version
			UNION ALL SELECT workspace_id, 'answer', id::text, version FROM answer_version
			UNION ALL SELECT workspace_id, 'comparison', id::text, version FROM comparison_version) v
		WHERE workspace_id <> assay_library()
			AND NOT EXISTS (SELECT FROM audit_event e WHERE (e.workspace_id, e.kind, e.id, e.version) = (v.workspace_id, v.kind, v.id, v.version))`,
	"everything without versions has its event": `
		SELECT kind || ' ' || id FROM (
			SELECT workspace_id, 'weighting' AS kind, id::text FROM weighting
			UNION ALL SELECT workspace_id, 'framework', id || '@' || version FROM framework) v
		WHERE workspace_id <> assay_library()
			AND NOT EXISTS (SELECT FROM audit_event e WHERE (e.workspace_id, e.kind, e.id) = (v.workspace_id, v.kind, v.id))`,
	"no event is about what is not there": `
		SELECT e.kind || ' ' || e.id || ' ' || e.version FROM audit_event e LEFT JOIN (
			SELECT workspace_id, 'evidence' AS kind, id::text, max(version) AS version FROM evidence_version GROUP BY 1, 3
			UNION ALL SELECT workspace_id, 'offer', id::text, max(version) FROM offer_version GROUP BY 1, 3
			UNION ALL SELECT workspace_id, 'answer', id::text, max(version) FROM answer_version GROUP BY 1, 3
			UNION ALL SELECT workspace_id, 'comparison', id::text, max(version) FROM comparison_version GROUP BY 1, 3
			UNION ALL SELECT workspace_id, 'weighting', id::text, NULL FROM weighting) v USING (workspace_id, kind, id)
		WHERE e.kind IN ('evidence', 'offer', 'answer', 'comparison', 'weighting') AND (v.id IS NULL OR v.version < e.version)`,
	"records stand at their last version, and none is missing": `
		SELECT kind || ' ' || id FROM (
			SELECT 'evidence' AS kind, h.id::text, h.version, max(v.version) AS last, count(*) AS n FROM evidence h JOIN evidence_version v USING (workspace_id, id) GROUP BY h.workspace_id, h.id
			UNION ALL SELECT 'offer', h.id::text, h.version, max(v.version), count(*) FROM offer h JOIN offer_version v USING (workspace_id, id) GROUP BY h.workspace_id, h.id
			UNION ALL SELECT 'answer', h.id::text, h.version, max(v.version), count(*) FROM answer h JOIN answer_version v USING (workspace_id, id) GROUP BY h.workspace_id, h.id
			UNION ALL SELECT 'comparison', h.id::text, h.version, max(v.version), count(*) FROM comparison h JOIN comparison_version v USING (workspace_id, id) GROUP BY h.workspace_id, h.id) r
		WHERE version <> last OR version <> n`,
}
