package page

import (
	"maps"
	"net/url"
	"strings"

	"assay/internal/comparison"
	"assay/internal/offer"
	"assay/internal/scene"
)

// Compare is the comparison page. Headline shows every offer; criteria shows up to four.
type Compare struct {
	Meta       Meta
	Ev         comparison.Evaluation
	View       string // one of tabs
	Query      url.Values
	Frameworks []Option
	Tiers      []Option
	Picker     Picker
	Intervals  scene.Scene
	Plane      scene.Scene // capacity beside dependence
	Points     scene.Scene
	Heat       scene.Scene
	Save       Save
	Choosers   []Link // the choices that the buyers of profiles really have
}

// tabs are the views of a comparison, in reading order.
var tabs = []struct{ view, text string }{
	{"headline", "Headline"}, {"criteria", "Criteria"}, {"why", "Why"}, {"drills", "Drills"}, {"dependencies", "Dependencies"}, {"money", "Money"}, {"exit", "Exit"}, {"asks", "Asks"}, {"requests", "Requests"},
}

// tables are the files of a comparison for other programs.
var tables = []struct{ file, text string }{
	{"comparison.csv", "Offers (CSV)"}, {"answers.csv", "Answers (CSV)"}, {"citations.csv", "Answers and their evidence (CSV)"}, {"evidence.csv", "Evidence (CSV)"}, {"csv-metadata.json", "What the columns mean (CSVW)"},
}

// path is the address of the view, without parameters.
func (c Compare) path() string {
	if c.View == "" || c.View == "headline" || c.View == "criteria" {
		return "/compare"
	}
	return "/compare/" + c.View
}

// Tab returns the address of another view of the same comparison.
func (c Compare) Tab(view string) string {
	other := c
	other.View = view
	q := ""
	if view == "criteria" {
		q = view
	}
	return other.To("view", q)
}

// Save is how saving a comparison went: Done is the name it was just saved under; otherwise
// Name is the name as typed and Problem what to mend in it.
type Save struct{ Done, Name, Problem string }

// An Option is one entry of a select.
type Option struct {
	Value, Text string
	Selected    bool
}

// MaxColumns is how many offers the criteria view shows side by side.
const MaxColumns = 4

// Columns returns the offers of the criteria view.
func (c Compare) Columns() []comparison.OfferEvaluation {
	return c.Ev.Offers[:min(len(c.Ev.Offers), MaxColumns)]
}

// To returns the page's address with one parameter changed; an empty value removes it.
func (c Compare) To(key, value string) string {
	q := url.Values{}
	maps.Copy(q, c.Query)
	q.Set(key, value)
	if value == "" {
		q.Del(key)
	}
	return c.path() + "?" + encode(q)
}

// Export returns the address of the same comparison in another form.
func (c Compare) Export(path string) string {
	q := url.Values{}
	for k, v := range c.Query {
		if k != "view" {
			q[k] = v
		}
	}
	return path + "?" + encode(q)
}

// encode keeps commas readable: addresses are read and cited by people.
func encode(q url.Values) string { return strings.ReplaceAll(q.Encode(), "%2C", ",") }

// Heading says what the page is, without naming a winner where none may be named.
func (c Compare) Heading() string {
	if c.Ev.Title != "" {
		return c.Ev.Title
	}
	if c.Ev.Kind == comparison.Decision {
		return "Compare offers"
	}
	return "Offers side by side"
}

func groups(cs []OfferChoice) []string {
	var names []string
	for _, c := range cs {
		if len(names) == 0 || names[len(names)-1] != c.Group {
			names = append(names, c.Group)
		}
	}
	return names
}

func inGroup(cs []OfferChoice, group string) []OfferChoice {
	var in []OfferChoice
	for _, c := range cs {
		if c.Group == group {
			in = append(in, c)
		}
	}
	return in
}

func titleOf(ev comparison.Evaluation, id offer.ID) string {
	for _, o := range ev.Offers {
		if o.Offer.ID == id {
			return o.Offer.Title
		}
	}
	return string(id)
}

func titles(ev comparison.Evaluation, ids []offer.ID) string {
	if len(ids) == 0 {
		return "none"
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = titleOf(ev, id)
	}
	return strings.Join(names, "; ")
}
