package main

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"path"
	"strconv"
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
				var body bytes.Buffer
				form := multipart.NewWriter(&body)
				file, err := form.CreateFormFile("file", mark+".txt")
				if err != nil {
					return "", err
				}
				_, _ = file.Write(bytes.Repeat([]byte(mark), 10_000)) // to memory
				_ = form.Close()
				return answered(cl.http.Post(cl.base+"evidence/"+r.id+"/attachment", form.FormDataContentType(), &body))
			})
		},
		`SELECT substring(name FROM 'mark[0-9]+'), octet_length(body) = 110000 AND EXISTS (SELECT FROM evidence_version v WHERE v.workspace_id = a.workspace_id AND v.archive = encode(a.sha256, 'hex'))
			FROM attachment a
		UNION SELECT publisher, true FROM evidence_version WHERE publisher LIKE 'mark%'`,
	},
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
		SELECT kind || ' ' || id || ' ' || version FROM audit_event e
		WHERE (kind = 'evidence' AND NOT EXISTS (SELECT FROM evidence_version v WHERE (v.workspace_id, v.id::text) = (e.workspace_id, e.id) AND v.version >= e.version))
			OR (kind = 'offer' AND NOT EXISTS (SELECT FROM offer_version v WHERE (v.workspace_id, v.id::text) = (e.workspace_id, e.id) AND v.version >= e.version))
			OR (kind = 'answer' AND NOT EXISTS (SELECT FROM answer_version v WHERE (v.workspace_id, v.id::text) = (e.workspace_id, e.id) AND v.version >= e.version))
			OR (kind = 'comparison' AND NOT EXISTS (SELECT FROM comparison_version v WHERE (v.workspace_id, v.id::text) = (e.workspace_id, e.id) AND v.version >= e.version))
			OR (kind = 'weighting' AND NOT EXISTS (SELECT FROM weighting v WHERE (v.workspace_id, v.id::text) = (e.workspace_id, e.id)))`,
	"records stand at their last version, and none is missing": `
		SELECT kind || ' ' || id FROM (
			SELECT 'evidence' AS kind, h.id::text, h.version, max(v.version) AS last, count(*) AS n FROM evidence h JOIN evidence_version v USING (workspace_id, id) GROUP BY h.workspace_id, h.id
			UNION ALL SELECT 'offer', h.id::text, h.version, max(v.version), count(*) FROM offer h JOIN offer_version v USING (workspace_id, id) GROUP BY h.workspace_id, h.id
			UNION ALL SELECT 'answer', h.id::text, h.version, max(v.version), count(*) FROM answer h JOIN answer_version v USING (workspace_id, id) GROUP BY h.workspace_id, h.id
			UNION ALL SELECT 'comparison', h.id::text, h.version, max(v.version), count(*) FROM comparison h JOIN comparison_version v USING (workspace_id, id) GROUP BY h.workspace_id, h.id) r
		WHERE version <> last OR version <> n`,
}
