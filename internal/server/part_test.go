package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"assay/internal/offer"
	"assay/internal/store"
)

// formOf is what a browser would send of the form with an action, with nothing changed.
func formOf(t testing.TB, body, action string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err)
	form := url.Values{}
	found := false
	attr := func(n *html.Node, name string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val, true
			}
		}
		return "", false
	}
	for f := range root.Descendants() {
		if to, _ := attr(f, "action"); f.Data != "form" || to != action {
			continue
		}
		found = true
		for n := range f.Descendants() {
			name, _ := attr(n, "name")
			value, _ := attr(n, "value")
			kind, _ := attr(n, "type")
			_, checked := attr(n, "checked")
			switch {
			case n.Data == "input" && (kind == "checkbox" || kind == "radio") && !checked:
			case n.Data == "input":
				form.Add(name, value)
			case n.Data == "textarea":
				var text strings.Builder
				for c := range n.ChildNodes() {
					text.WriteString(c.Data)
				}
				form.Add(name, strings.ReplaceAll(text.String(), "\n", "\r\n")) // as browsers send it
			case n.Data == "select":
				form.Set(name, "")
			case n.Data == "option":
				if _, selected := attr(n, "selected"); selected {
					of, _ := attr(n.Parent, "name")
					form.Set(of, value)
				}
			}
		}
	}
	require.True(t, found, "no form is sent to %s", action)
	return form
}

// formAt is the form that a page shows, sent to the page itself.
func (s *site) formAt(target string, cookies []*http.Cookie) url.Values {
	s.t.Helper()
	a := s.get(target, with(cookies))
	require.Equal(s.t, http.StatusOK, a.Code, "%s: %s", target, a.Body)
	path, _, _ := strings.Cut(target, "?")
	return formOf(s.t, a.Body.String(), path)
}

// keepAll stores records in the desk's workspace past every form.
func (s *site) keepAll(changes store.Changes) {
	s.t.Helper()
	require.NoError(s.t, s.store.InWorkspace(s.t.Context(), store.Desk, func(tx *store.Tx) error {
		_, _, _, err := tx.Save(s.t.Context(), store.Act{Person: "Test", Action: store.Change}, changes)
		return err
	}))
}

// own reads one of the desk's offers as it stands.
func (s *site) own(id offer.ID) (o store.OwnOffer) {
	s.t.Helper()
	require.NoError(s.t, s.store.Read(s.t.Context(), store.Desk, func(tx *store.Tx) (err error) {
		o, err = tx.OwnOffer(s.t.Context(), id)
		return err
	}))
	return o
}

// plainOffer is an offer of which nothing but the least is known.
func plainOffer(id offer.ID) offer.Offer {
	return offer.Offer{ID: id, Title: "Campus", Provider: "Provider", Scope: offer.ScopeCountry, Country: "ARE", Status: offer.Active}
}

// fill puts something into every field of a value, so that nothing of it is zero. n tells what
// it puts in apart.
func fill(v reflect.Value, n *int, evidence []offer.ID) {
	*n++
	switch x := v.Addr().Interface().(type) {
	case *offer.Date:
		*x = offer.Date{Year: 2000 + *n%100, Month: 1 + *n%12, Day: *n % 2 * 7}
		return
	case *offer.Range:
		*x = offer.Range{Lo: 0.1 * float64(*n) / 1000, Hi: 0.333 + 0.1*float64(*n)/1000}
		return
	case *[]offer.ID:
		*x = evidence[:1+*n%len(evidence)]
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n, evidence)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, n, evidence)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n, evidence)
		}
	case reflect.String:
		v.SetString(fmt.Sprintf("  word %d, <b>\"&amp;\n%d\nwith breaks and spaces ", *n, *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(0.1 + float64(*n)/7)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(1 + *n%2))
	}
}

// sound puts what the core demands into a filled offer: codes, words and numbers in their order.
func sound(o *offer.Offer) {
	o.ID, o.Title, o.Summary, o.Scope, o.Country, o.ProviderCountry = "own-everything", " Everything, <b>\"of\" it ", "One\ntwo ", offer.ScopeCountry, "EST", "ZZ"
	o.Status = offer.Withdrawn
	o.History[0].Status, o.History[1].Status = new(offer.Paused), new(offer.Withdrawn)
	o.History[0].Date, o.History[1].Date = offer.Date{Year: 2024}, offer.Date{Year: 2025, Month: 3}
	p := &o.Parts
	for i := range p.Sites {
		s := &p.Sites[i]
		s.Country, s.OperatorISO = "AE", "EU" // EU is no country, and was recorded all the same
		s.Online = offer.Window{From: offer.Date{Year: 2026}, To: offer.Date{Year: 2027, Month: 2}}
		for j := range 2 {
			s.Owners[j].Country, s.OwnersAfter[j].Country = "AE", "FR"
		}
	}
	for i := range p.Chips {
		x := &p.Chips[i]
		x.ExportJurisdiction, x.EndUserCountry, x.EndUserKind = "US", "AE", "government"
		x.LicenceFrom, x.LicenceExpiry = offer.Date{Year: 2025}, offer.Date{Year: 2030, Month: 1, Day: 9}
		x.Site = p.Sites[0].Name
	}
	for i := range p.Models {
		m := &p.Models[i]
		m.DeveloperCountry = "KR"
		m.BaseModels = []string{"A, the first", "B <two>"}
		for j := range 2 {
			m.Lineage[j].Kind, m.Lineage[j].Country = "hardware", "TW"
			m.Lineage[j].From, m.Lineage[j].To = offer.Date{Year: 2024}, offer.Date{Year: 2025}
		}
	}
	for i := range p.Funds {
		p.Funds[i].PayerCountry, p.Funds[i].RecipientCountry = "AE", "US"
		p.Funds[i].Amount = &offer.Money{LoMinor: 150_000_000_001, HiMinor: 9_007_199_254_740_993, Currency: "USD"} // above what a float holds
	}
	p.Funds[1].Amount = &offer.Money{LoMinor: 12345, HiMinor: 12345, Currency: "KRW"}
	for i := range p.Safeguards {
		p.Safeguards[i].Kind = "keys"
	}
	for i := range p.Terms {
		p.Terms[i].Kind, p.Terms[i].Country, p.Terms[i].Clause = "notice", "GB", "bundling"
	}
	p.Exits = p.Exits[:1]
	x := &p.Exits[0]
	x.Currency = "USD"
	sum := func(m *offer.MoneySpread, n int64) {
		*m = offer.MoneySpread{LoMinor: 1000 + n, LikelyMinor: new(1550 + n), HiMinor: 2001 + n, Currency: "USD", Evidence: m.Evidence}
	}
	spread := func(s *offer.Spread) {
		*s = offer.Spread{Lo: 0.1, Likely: new(0.2 + 0.1), Hi: 0.7, Evidence: s.Evidence}
	}
	sum(x.AnnualValue, 0)
	for i := range 2 {
		x.Items[i].Kind = "stranded"
		spread(x.Items[i].Quantity)
		spread(x.Items[i].Reuse)
		sum(x.Items[i].UnitPrice, int64(i))
		spread(x.Steps[i].Days)
		x.Rates[i].From, x.Rates[i].To, x.Rates[i].On = "EUR", "USD", offer.Date{Year: 2026, Month: 1, Day: 2 + i}
	}
	x.Steps[0].Name, x.Steps[1].Name, x.Steps[0].After, x.Steps[1].After = "First, of all", "Second", nil, []string{"First, of all"}
	x.Portable[0].Class, x.Portable[1].Class = "data", "logs"
	for i := range p.Links {
		p.Links[i].Kind, p.Links[i].Country = "power", "AE"
	}
}

// everything is an offer in which every field of every part is recorded.
func (s *site) everything() offer.Offer {
	var o offer.Offer
	n := 0
	fill(reflect.ValueOf(&o).Elem(), &n, []offer.ID{s.library.Evidence[0].ID, s.library.Evidence[7].ID, s.library.Evidence[9].ID})
	sound(&o)
	return o
}

var kinds = []string{"site", "chip", "model", "fund", "safeguard", "term", "exit", "link"}

// partsOf are all form addresses of an offer's parts.
func partsOf(o offer.Offer) []string {
	base := "/offers/" + string(o.ID) + "/edit/"
	all := []string{base + "offer"}
	o.Parts.Each(func(kind string, i int, _ any, _ []offer.ID) {
		all = append(all, fmt.Sprintf("%s%s/%d", base, kind, i+1))
	})
	return all
}

func TestAPartSentBackUnchangedStaysAsItIs(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	whole := s.everything()
	require.Empty(t, whole.Validate())
	bare := plainOffer("own-bare")
	bare.Parts = offer.Parts{
		Sites: []offer.Site{{}}, Chips: []offer.Chip{{}}, Models: []offer.Model{{}}, Funds: []offer.Fund{{}}, Safeguards: []offer.Safeguard{{}}, Terms: []offer.Term{{}}, Exits: []offer.Exit{{}},
		Links: []offer.Link{{From: "service", Needs: "power"}},
	}
	s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: whole}, {Item: bare}}})
	for _, o := range []offer.Offer{whole, bare} {
		before := s.own(o.ID)
		require.Len(t, partsOf(before.Offer), len(partsOf(o)))
		for _, target := range partsOf(o) {
			a := s.get(target, with(cookies))
			assert.Empty(t, s.check(target, a))
			posted := s.post(target, formOf(t, a.Body.String(), target), with(cookies))
			require.Equal(t, http.StatusSeeOther, posted.Code, "%s: %v", target, problemsOf(posted))
			after := s.own(o.ID)
			require.Equal(t, before.Offer, after.Offer, target)
			require.Equal(t, 1, after.Stored.Number, "%s: nothing new was stored", target)
		}
	}
}

// Every field of every part is asked for: when the form of a filled part is emptied, nothing of
// it is left.
func TestEveryFieldCanBeCleared(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	whole := s.everything()
	s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: whole}}})
	needed := map[string]string{"name": "N", "vendor": "V", "payer": "P", "text": "T", "from": "F", "needs": "N"}
	for _, kind := range kinds {
		target := "/offers/own-everything/edit/" + kind + "/1"
		form := s.formAt(target, cookies)
		for name := range form {
			switch {
			case name == "seen" || strings.HasSuffix(name, "-rows"):
			case needed[name] != "":
				form.Set(name, needed[name])
			case strings.HasSuffix(name, "rung"):
				form.Set(name, "unverified")
			case name == "paused" || name == "vendor_wide":
				form.Del(name)
			case slices.Contains([]string{"yes", "no", "unknown"}, form.Get(name)):
				form.Set(name, "unknown")
			default:
				form.Set(name, "")
			}
		}
		a := s.post(target, form, with(cookies))
		require.Equal(t, http.StatusSeeOther, a.Code, "%s: %v", kind, problemsOf(a))
	}
	p := s.own("own-everything").Offer.Parts
	assert.Equal(t, offer.Site{Name: "N"}, p.Sites[0])
	assert.Equal(t, offer.Chip{Vendor: "V"}, p.Chips[0])
	assert.Equal(t, offer.Model{Name: "N"}, p.Models[0])
	assert.Equal(t, offer.Fund{Payer: "P"}, p.Funds[0])
	assert.Equal(t, offer.Safeguard{Text: "T"}, p.Safeguards[0])
	assert.Equal(t, offer.Term{Text: "T"}, p.Terms[0])
	assert.Equal(t, offer.Exit{}, p.Exits[0])
	assert.Equal(t, offer.Link{From: "F", Needs: "N"}, p.Links[0])
	assert.NotEqual(t, offer.Site{Name: "N"}, p.Sites[1], "the second of each is left alone")
}

// problemsOf are what a form that came back has to be mended in.
func problemsOf(a answer) []string {
	if a.doc == nil {
		return nil
	}
	return a.doc.Find("section[aria-labelledby=problems] li").Texts()
}
