package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/testkit"
)

// An analyst works at the desk in a browser, with scripts or without. Every page that they meet
// is checked by axe-core, a page that comes again unchanged once.
type analyst struct {
	t       testing.TB
	b       *testkit.Browser
	base    string
	name    string
	scripts bool
	checked map[string]bool // pages that axe-core has looked at
	met     map[string]bool // addresses that the pages link to
}

// newAnalyst opens the workspace by a link of its own.
func newAnalyst(t testing.TB, base, link, name string, scripts bool) *analyst {
	t.Helper()
	a := &analyst{t: t, b: testkit.NewBrowser(t, base), base: base, name: name, scripts: scripts, checked: map[string]bool{}, met: map[string]bool{}}
	a.b.Scripts(scripts)
	a.b.AllowStatus(http.StatusConflict, http.StatusUnprocessableEntity)
	a.open(strings.TrimPrefix(link, base), "open")
	a.fill("#person", name)
	a.press(`form[action="/open"] button`, "workspace")
	assert.Equal(t, "/workspace", a.b.Path())
	return a
}

// fill types into a field; into a list of choices the beginning of one.
func (a *analyst) fill(selector, text string) {
	a.t.Helper()
	a.b.Click(selector)
	a.b.Type(text)
}

// fields fills several fields: id, text and so on.
func (a *analyst) fields(pairs ...string) {
	a.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		a.fill("#"+pairs[i], pairs[i+1])
	}
}

// ticks chooses what stands for itself: radio buttons and boxes.
func (a *analyst) ticks(ids ...string) {
	a.t.Helper()
	for _, id := range ids {
		a.b.Click("#" + id)
	}
}

func (a *analyst) open(path, what string) {
	a.t.Helper()
	a.b.Open(path)
	a.look(what)
}

// press clicks what leads to another page.
func (a *analyst) press(selector, what string) {
	a.t.Helper()
	a.b.Click(selector)
	a.look(what)
}

// refill types over what stands in a field.
func (a *analyst) refill(selector, text string) {
	a.t.Helper()
	a.b.Click(selector)
	testkit.Eval[bool](a.b, `document.activeElement.select() ?? true`)
	a.b.Type(text)
}

// stored is save where nothing is to be mended.
func (a *analyst) stored(what string) {
	a.t.Helper()
	a.save(what)
	require.Empty(a.t, testkit.Eval[[]string](a.b, `[...document.querySelectorAll(".problem")].map(e => e.innerText)`), what)
}

// save sends the form in the main part of the page.
func (a *analyst) save(what string) {
	a.t.Helper()
	a.press(`main form.panel button.button[type="submit"]`, what)
}

// asItIs is all that makes a page in a window what it is: its size, its elements, what was typed
// and where the focus is.
const asItIs = `[innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, document.documentElement.outerHTML,
	...[...document.querySelectorAll("input, select, textarea")].map(e => e.value + e.checked),
	[...document.querySelectorAll("*")].indexOf(document.activeElement)].join("\n")`

// look checks the page that the window shows.
func (a *analyst) look(what string) {
	a.t.Helper()
	if page := testkit.Eval[string](a.b, asItIs); !a.checked[page] {
		a.checked[page] = true
		a.b.Accessible(what)
	}
	a.b.NoSidewaysScroll(what)
	if a.scripts {
		screenshot(a.t, a.b, "desk-"+strings.ReplaceAll(what, " ", "-")+".png")
	}
	assert.Empty(a.t, testkit.Eval[[]string](a.b, wideWithoutRegion), what)
	assert.Equal(a.t, 1, testkit.Eval[int](a.b, `document.querySelectorAll("h1").length`), "%s: one first heading", what)
	assert.Empty(a.t, testkit.Eval[[]string](a.b, `(ids => ids.filter((id, i) => ids.indexOf(id) !== i))([...document.querySelectorAll("[id]")].map(e => e.id))`), "%s: ids are unique", what)
	for _, l := range testkit.Eval[[]string](a.b, `[...document.querySelectorAll("a[href]")].filter(l => l.origin === location.origin).map(l => l.pathname + l.search)`) {
		a.met[l] = true
	}
}

func (a *analyst) says(selector, text string) {
	a.t.Helper()
	assert.Contains(a.t, a.b.Text(selector), text)
}

// wrong is a page that came back: its title says so, and every line of its summary leads to a
// field.
func (a *analyst) wrong(what string) {
	a.t.Helper()
	assert.True(a.t, strings.HasPrefix(testkit.Eval[string](a.b, `document.title`), "Error: "), what)
	assert.Empty(a.t, testkit.Eval[[]string](a.b, `[...document.querySelectorAll('[role=alert] a[href^="#"]')].map(l => l.hash).filter(h => !document.querySelector(h))`), "%s: links of the summary", what)
}

// someone is a person's other program, such as a spreadsheet's download, signed in.
func someone(t testing.TB, base, link string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	u, err := url.Parse(link)
	require.NoError(t, err)
	_, err = c.Get(link)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/open", strings.NewReader(url.Values{"token": {u.Query().Get("token")}, "person": {"Mari Tamm"}}.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", base)
	resp, err := c.Do(req)
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, resp.Body)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	return c
}

// filledIn takes an answer sheet and answers one criterion of one offer in it.
func filledIn(t testing.TB, sheet, offer, criterion, evidence string) string {
	t.Helper()
	sheet, found := strings.CutPrefix(sheet, "\ufeff")
	require.True(t, found, "the sheet opens well in a spreadsheet")
	rows, err := csv.NewReader(strings.NewReader(sheet)).ReadAll()
	require.NoError(t, err)
	head := rows[0]
	n := slices.IndexFunc(rows, func(r []string) bool { return r[0] == offer && r[slices.Index(head, "criterion")] == criterion })
	require.Positive(t, n, "%s has a row for %s", offer, criterion)
	for column, text := range map[string]string{
		"state": "answered", "lowest level": "1", "highest level": "3", "rung low": "documented", "rung high": "documented", "evidence low": evidence, "evidence high": evidence,
		"stage": "binding", "rationale": "Clause 9 of the draft.",
	} {
		c := slices.Index(head, column)
		require.GreaterOrEqual(t, c, 0, column)
		rows[n][c] = text
	}
	var out strings.Builder
	require.NoError(t, csv.NewWriter(&out).WriteAll(rows))
	return out.String()
}

func fileOf(t testing.TB, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// TestDeskJourney is an analyst's way from an empty workspace to a table that holds, in a real
// browser, with and without scripts: about as many steps as a person takes in 25 minutes. The
// time is logged, not judged.
func TestDeskJourney(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	base := strings.TrimSuffix(s.url, "/")
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %t", scripts), func(t *testing.T) {
			began := time.Now()
			link := s.link
			if !scripts {
				link = newLink(t, dir)
			}
			a := newAnalyst(t, base, link, "Mari Tamm", scripts)
			d := deal{a, fmt.Sprintf("Deal %t", scripts), fmt.Sprintf("own-deal-%t", scripts)}
			if scripts {
				a.says("#saved + p", "Nothing saved yet")
				a.open("/evidence", "no evidence yet")
				a.says("main", "No evidence of your own yet")
				a.open("/log", "first log")
				a.says("main", "opened the workspace in a browser")
				a.open("/offers?whose=own", "no offers yet")
				a.says("#empty", "No offer of your own yet")
			}
			copied := d.copy()
			d.record()
			evidence := d.evidence()
			d.answer(evidence)
			mate := someone(t, base, newLink(t, dir))
			d.sheet(mate, evidence)
			d.gates()
			d.compare(copied)
			d.history()
			d.both(newAnalyst(t, base, newLink(t, dir), "Jaan Kask", scripts))
			d.away(mate)
			t.Logf("from an empty workspace to a bundle: %v", time.Since(began).Round(100*time.Millisecond))
			switch {
			case !scripts:
				a.follow(mate) // the links are the same with scripts
			case os.Getenv(allViews) != "":
				d.byNight()
			}
		})
	}
	require.NoError(t, s.end(t, syscall.SIGTERM))
}

// A deal is an offer of the workspace on its way.
type deal struct {
	*analyst
	title, id string
}

func (d deal) at(rest string) string { return "/offers/" + d.id + rest }

// copy takes a library case's offer over and returns the copy's id.
func (d deal) copy() string {
	d.t.Helper()
	d.open("/cases/are", "case")
	d.press(`a[href="/cases/are/copy"]`, "copy a case")
	for range testkit.Eval[int](d.b, `document.querySelectorAll("[name=offers]:checked").length`) {
		d.b.Click("[name=offers]:checked")
	}
	d.b.Click(`[name=offers][value="are-stargate"]`)
	d.stored("own offers")
	d.says("[role=status]", "Copied with 18 answers")
	return testkit.Eval[string](d.b, `[...document.querySelectorAll("[name=offers]")].map(e => e.value).filter(v => v.includes("stargate")).pop()`)
}

// record makes an offer with one site and one term.
func (d deal) record() {
	d.t.Helper()
	d.press(`a[href="/offers/new"]`, "new offer")
	d.save("new offer with mistakes")
	d.wrong("new offer")
	d.fields("title", d.title, "summary", "Forty megawatts and a model.", "country", "Estonia", "provider", "Northwind", "provider_country", "United States", "stage", "Binding")
	d.stored("tasks")
	require.Equal(d.t, d.at("/edit"), strings.Split(d.b.Path(), "?")[0])
	d.press(`a[href$="/edit/site/new"]`, "new site")
	d.fields("name", "Harbour", "country", "Estonia", "stage", "Binding", "mw_planned-lo", "forty")
	d.save("site with a mistake")
	d.wrong("site")
	d.refill("#mw_planned-lo", "40")
	d.fill("#mw_planned-hi", "60")
	d.ticks("mw_now-unknown")
	d.stored("site stored")
	d.open(d.at("/edit"), "tasks with a site")
	d.says(".tasks", "Harbour")
	d.press(`a[href$="/edit/term/new"]`, "new term")
	d.fields("kind", "N", "text", "Notice of ninety days.", "country", "Estonia", "days-lo", "90", "days-hi", "120", "clause", "Long")
	d.ticks("binds-0")
	d.stored("term stored")
	d.open(d.at("/edit"), "tasks with a term")
	d.says(".tasks", "Notice of ninety days.")
}

// evidence records a source with a copy of it and returns its id.
func (d deal) evidence() string {
	d.t.Helper()
	d.open("/evidence", "evidence")
	d.press(`a[href="/evidence/new"]`, "new evidence")
	d.save("new evidence with mistakes")
	d.wrong("evidence")
	d.fields("account", "The draft contract of "+d.title+" gives notice of ninety days.", "passage", "ninety days' notice", "locator", "s. 9", "publisher", "Northwind "+d.title,
		"title", "Draft contract", "where", "Sent by the provider", "issued", "2026-10-01", "accessed", "2026-10-02")
	d.ticks("grade-0", "rung-2")
	d.stored("evidence stored")
	path := strings.Split(d.b.Path(), "?")[0]
	d.b.Choose("#file", fileOf(d.t, "draft.txt", "Draft contract of "+d.title))
	d.press(`form[action$="/attachment"] button`, "evidence with a copy")
	d.says("#keep ~ p:not(.actions)", "A copy is kept")
	return strings.TrimPrefix(path, "/evidence/")
}

// answer answers three criteria: by a range, by not knowing, and by its not being applicable.
func (d deal) answer(evidence string) {
	d.t.Helper()
	d.open(d.at("/answers"), "criteria")
	d.press(`a[href$="/answers/CL2"]`, "criterion")
	d.ticks("state-0", "lo-1", "hi-3", "lo_rung-2", "hi_rung-2")
	d.b.Click(`form#answer button[name="go"]`)
	d.look("answer with mistakes")
	d.wrong("answer")
	d.fields("lo_evidence", evidence, "hi_evidence", evidence, "stage", "Binding", "rationale", "The draft names the owner of the building alone.")
	d.b.Click(`form#answer button[name="go"]`)
	require.Contains(d.t, d.b.Path(), "/answers/CL3", "and on to the next")
	d.ticks("state-1")
	d.b.Click(`form#answer button[name="go"]`)
	d.says("[role=status]", "left open: nobody knows")
	require.Contains(d.t, d.b.Path(), "/answers/CL4")
	d.ticks("state-2", "lo_rung-2")
	d.fields("lo_evidence", evidence, "rationale", "No shared site.")
	d.b.Click(`form#answer button[name="go"]`)
	d.open(d.at("/answers"), "progress")
	d.says("#state-CL2", "answered")
	d.says("#state-CL3", "don't know")
	d.says("#state-CL4", "not applicable")
	d.says("#coverage + p", "of 30 criteria looked at")
}

// sheet fills a row of the answer sheet in, after a wrong sheet came back.
func (d deal) sheet(mate *http.Client, evidence string) {
	d.t.Helper()
	d.press(`nav a[href="/workspace"], header a[href="/workspace"]`, "workspace")
	d.press(`a[href="/import"]`, "import")
	sheet := body(d.t, mate, d.base+"/import/answers.csv?framework=assay-core@1")
	send := func(name, text, what string) {
		d.open("/import", "import")
		d.ticks("kind-0")
		d.b.Choose("#file", fileOf(d.t, name, text))
		d.save(what)
	}
	good := filledIn(d.t, sheet, d.id, "CL7", evidence)
	send("wrong.csv", strings.Replace(good, ",CL7,", ",CL77,", 1), "wrong sheet")
	d.says("[role=alert]", "to mend first")
	d.says("[role=alert] table", "CL77")
	d.press(`form[action$="/cancel"] button`, "put aside")
	send("answers.csv", good, "preview")
	d.says("#plan + ul", "1 answer new")
	d.fill("#reason", "From the sheet")
	d.press(`form[action$="/confirm"] button`, "taken in")
	d.says("main", "1 record was taken in") // the others are as they were
	d.open(d.at("/answers"), "progress after the sheet")
	d.says("#state-CL7", "answered")
}

// gates makes a framework of the workspace's own by choosing gates.
func (d deal) gates() {
	d.t.Helper()
	d.open("/frameworks", "frameworks")
	d.press(`a[href="/frameworks/gates?framework=assay-core@1"]`, "choose gates")
	d.ticks("gate-22")
	d.refill("#id", strings.Replace(d.id, "own-deal", "own-core", 1))
	d.fill("#why", "Leaving must stay possible.")
	d.stored("own framework")
	d.says("[role=status]", "is stored")
}

// compare saves a comparison of own offers and sets weights.
func (d deal) compare(copied string) {
	d.t.Helper()
	d.open("/offers?whose=own", "own offers")
	d.b.Click(fmt.Sprintf(`[name=offers][value=%q]`, copied))
	d.b.Click(fmt.Sprintf(`[name=offers][value=%q]`, d.id))
	d.press(`form[action="/compare"] button`, "comparison")
	d.says("table.compare", d.title)
	d.fill("#name", "Choice "+d.title)
	d.b.Press("Enter")
	d.look("comparison saved")
	d.says("[role=status]", "Choice "+d.title)
	d.press(`a[href^="/weights?"]`, "weights")
	d.refill("#chip-exposure", "40")
	d.fields("person", d.name, "reason", "Chips are what is scarce.")
	d.press(`button[formmethod="post"]`, "weights stored")
	d.says("h1", "Weights of "+d.name)
	d.open("/compare?framework="+strings.Replace(d.id, "own-deal", "own-core", 1)+"@1&offers="+copied+"&offers="+d.id, "comparison by own gates")
	d.says("table.compare", d.title)
}

// history changes the site, looks at what changed and restores the version before.
func (d deal) history() {
	d.t.Helper()
	d.open(d.at("/edit"), "tasks")
	d.press(`.tasks .notes a[href*="/edit/site/"]`, "site")
	d.refill("#mw_planned-hi", "80")
	d.fill("#reason", "The second hall")
	d.stored("site changed")
	d.open(d.at("/edit"), "tasks")
	d.press(`a[href^="/history/offer/"]`, "history")
	d.says("#differences ~ .scroll", "80")
	d.b.Click(`form[action$="/restore"] button`)
	d.look("restored")
	d.open("/history/offer/"+d.id, "history after restoring")
	d.says("table", "5")
	d.open("/log", "log")
	d.says("table", "restored offer")
	d.says("table", "The second hall")
}

// both lets two people change the same answer: the second sees both versions and loses neither.
func (d deal) both(mate *analyst) {
	d.t.Helper()
	for _, who := range []*analyst{d.analyst, mate} {
		who.open(d.at("/answers/CL2"), "answer to change")
	}
	d.ticks("hi-2")
	d.fill("#reason", "Read again")
	d.b.Click(`form#answer button:not([name])`)
	d.look("answer changed")
	mate.ticks("lo-2")
	mate.fill("#reason", "Read twice")
	mate.b.Click(`form#answer button:not([name])`)
	mate.look("both versions")
	mate.says("#both ~ p", "Mari Tamm")
	mate.says("#both ~ p", "Read again")
	mate.says("#both ~ .scroll", "Lowest level")
	mate.press(`button[form="answer"]`, "mine on top")
	mate.open(d.at("/answers"), "progress of both")
	mate.open(d.at("/answers/CL2"), "the answer of both")
	mate.press(`#dated ~ ul a[href^="/history/answer/"]`, "history of an answer")
	mate.says("table", "Mari Tamm")
	mate.says("table", "Jaan Kask")
}

// away takes the work along.
func (d deal) away(mate *http.Client) {
	d.t.Helper()
	d.open("/import", "take away")
	for _, format := range []string{"workspace.assay", "offers.yaml", "evidence.json"} {
		assert.NotEmpty(d.t, testkit.Eval[string](d.b, fmt.Sprintf(`document.querySelector('a[href="/export/%s"]').innerText`, format)))
	}
	assert.True(d.t, strings.HasPrefix(body(d.t, mate, d.base+"/export/workspace.assay"), "PK"), "a bundle is a zip file")
	assert.Contains(d.t, body(d.t, mate, d.base+"/export/offers.yaml"), d.title)
}

// byNight looks at the desk's pages by night, and on a telephone.
func (d deal) byNight() {
	d.t.Helper()
	for _, v := range []view{{1280, 740, "dark"}, {360, 740, "light"}, {360, 740, "dark"}} {
		d.b.View(v.width, v.height, v.scheme)
		for _, path := range []string{
			"/workspace", "/offers?whose=own", "/cases/are/copy", "/offers/new", d.at("/edit"), d.at("/edit/site/1"), d.at("/edit/term/1"), d.at("/answers"), d.at("/answers/CL2"), d.at("/choices"), d.at("/choices/SOV-1.1"),
			"/evidence", "/evidence/new", "/import", "/frameworks", "/frameworks/gates?framework=assay-core@1", "/history/offer/" + d.id, "/log",
		} {
			d.open(path, fmt.Sprintf("%s %d %s", shotName.Replace(path[1:]), v.width, v.scheme))
		}
	}
}

// follow asks for everything that the pages link to.
func (a *analyst) follow(c *http.Client) {
	a.t.Helper()
	for path := range a.met {
		if strings.HasPrefix(path, "/open?") || strings.HasPrefix(path, "/export/") || strings.HasPrefix(path, "/briefing") || strings.Contains(path, ".xlsx") || strings.Contains(path, ".csv") {
			continue // a link that is spent, and files, which are counted by the minute
		}
		resp, err := c.Get(a.base + path)
		require.NoError(a.t, err)
		_, _ = io.Copy(io.Discard, resp.Body)
		require.NoError(a.t, resp.Body.Close())
		assert.Less(a.t, resp.StatusCode, http.StatusBadRequest, path)
	}
	a.t.Logf("%d addresses followed", len(a.met))
}

func body(t testing.TB, c *http.Client, address string) string {
	t.Helper()
	resp, err := c.Get(address)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", address, data[:min(len(data), 300)])
	return string(data)
}
