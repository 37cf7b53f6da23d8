package app

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"assay/internal/exchange"
	"assay/internal/offer"
)

// ImportCard is a model card of Hugging Face. It goes into one model of one offer, which a person
// chooses, so PlanImport does not read it.
const ImportCard ImportKind = "card"

// CardOptions are what a person says about a card that waits: where it goes and where it was read.
type CardOptions struct {
	Offer offer.ID   `json:"offer"`
	URL   string     `json:"url"`
	Read  offer.Date `json:"read"`
}

// maxCardValue bounds one value that is taken from a card, in bytes, as the form of a model does.
const maxCardValue = 500

// ReadCard reads a card that is to go into an offer. Beside what exchange.ReadModelCard refuses
// it refuses, as a *exchange.CardError, a licence that nobody knows and values that a model cannot
// keep: longer than 500 bytes, or with line ends or other control characters.
func ReadCard(text string) (exchange.ModelCard, error) {
	c, err := exchange.ReadModelCard(text)
	if err != nil {
		return c, err
	}
	if err := c.CheckLicence(); err != nil {
		return c, err
	}
	tidyCard(&c.Model)
	values := append([]string{c.Model.Name, c.Model.Licence}, c.Model.BaseModels...)
	for _, l := range c.Model.Lineage {
		values = append(values, l.Name)
	}
	for _, v := range values {
		switch {
		case len(v) > maxCardValue:
			return c, &exchange.CardError{Message: fmt.Sprintf("a value of the card is %d bytes long, and at most %d are kept: it begins with %q", len(v), maxCardValue, short(v))}
		case strings.ContainsFunc(v, unicode.IsControl):
			return c, &exchange.CardError{Message: fmt.Sprintf("a value of the card holds a line end or another control character: %q", short(v))}
		}
	}
	return c, nil
}

// tidyCard takes spaces away from around what a card says, and what it says twice.
func tidyCard(m *offer.Model) {
	m.Name = strings.TrimSpace(m.Name)
	var bases []string
	for _, b := range m.BaseModels {
		if b = strings.TrimSpace(b); b != "" && !slices.Contains(bases, b) {
			bases = append(bases, b)
		}
	}
	m.BaseModels = bases
	var lineage []offer.LineageItem
	for _, l := range m.Lineage {
		l.Name = strings.TrimSpace(l.Name)
		twice := slices.ContainsFunc(lineage, func(x offer.LineageItem) bool { return x.Kind == l.Kind && strings.EqualFold(x.Name, l.Name) })
		if l.Name != "" && !twice {
			lineage = append(lineage, l)
		}
	}
	m.Lineage = lineage
}

// short is the beginning of a text, for a message.
func short(s string) string { return cutText(s, 60) }

// cutText cuts a text to a number of bytes, between letters.
func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// A CardState says how what a card says stands to what is recorded.
type CardState string

// The states.
const (
	CardNew     CardState = "new"     // nothing is recorded
	CardSame    CardState = "same"    // the same is recorded, and stays as it is
	CardDiffers CardState = "differs" // something else is recorded; it stays unless a person says otherwise
)

// A CardItem is one thing that a card says of a model, beside what is recorded.
type CardItem struct {
	Key      string // names it in a form
	Field    string // what it is about
	Says     string // the card
	Recorded string // empty: nothing
	Take     string // what would be recorded if the card's word is taken
	Note     string
	State    CardState
	set      func(*offer.Model)
}

// PlanCard lists what a card says of a model, in the order of the model's form, beside what is
// recorded of it now. Source is the record of the card, which everything taken rests on, at the
// rung of a vendor's claim.
func PlanCard(c exchange.ModelCard, now offer.Model, source offer.ID) []CardItem {
	p := cardPlan{source: source}
	m := c.Model
	p.field("name", "Name", m.Name, now.Name, func(to *offer.Model) { to.Name = m.Name })
	p.field("base-models", "Models it stands on", strings.Join(m.BaseModels, "; "), strings.Join(now.BaseModels, "; "), func(to *offer.Model) { to.BaseModels = slices.Clone(m.BaseModels) })
	p.field("licence", "Licence", m.Licence, now.Licence, func(to *offer.Model) { to.Licence = m.Licence })
	if i := len(p.items) - 1; i >= 0 && p.items[i].Key == "licence" && p.items[i].State != CardSame {
		p.items[i].Note = "Drills go by this licence: where it is an open one, they take it that the developer cannot stop the model."
	}
	for _, k := range m.Components {
		if k.Released != offer.DontKnow || k.Licence != "" {
			p.component(k, now.Components)
		}
	}
	for i, l := range m.Lineage {
		p.lineage(i, l, now.Lineage)
	}
	return p.items
}

type cardPlan struct {
	source offer.ID
	items  []CardItem
}

// field plans a value of the model itself, which rests on the evidence of the model.
func (p *cardPlan) field(key, label, says, recorded string, set func(*offer.Model)) {
	if says == "" {
		return
	}
	p.items = append(p.items, CardItem{Key: key, Field: label, Says: says, Recorded: recorded, Take: says, State: stateOf(recorded != "", says == recorded), set: func(m *offer.Model) {
		set(m)
		m.Evidence = p.with(m.Evidence)
	}})
}

func stateOf(recorded, same bool) CardState {
	switch {
	case same:
		return CardSame
	case recorded:
		return CardDiffers
	}
	return CardNew
}

// with adds the card to what something rests on.
func (p *cardPlan) with(ids []offer.ID) []offer.ID {
	if slices.Contains(ids, p.source) {
		return ids
	}
	return append(slices.Clone(ids), p.source)
}

// component plans a component. What is recorded of it and the card does not speak of stays, at
// no stronger rung than the card's.
func (p *cardPlan) component(says offer.Component, now []offer.Component) {
	says.Evidence = []offer.ID{p.source}
	item := CardItem{Key: "component-" + says.ID, Field: "Released component " + says.ID, Says: componentWords(says)}
	at := slices.IndexFunc(now, func(k offer.Component) bool { return k.ID == says.ID })
	next := says
	if at >= 0 {
		is := now[at]
		if says.Released == offer.DontKnow {
			next.Released = is.Released
		}
		if says.Licence == "" {
			next.Licence = is.Licence
		}
		item.Recorded = componentWords(is)
		item.State = stateOf(true, next.Released == is.Released && next.Licence == is.Licence)
		next.Evidence = p.with(is.Evidence)
		if len(is.Evidence) > 0 {
			next.Rung = min(is.Rung, says.Rung)
		}
	} else {
		item.State = CardNew
	}
	item.Take = componentWords(next)
	item.set = func(m *offer.Model) { m.Components = put(m.Components, at, next) }
	p.items = append(p.items, item)
}

// put sets the item at a place of a list, or adds it where the place is negative.
func put[T any](list []T, at int, item T) []T {
	if at < 0 {
		return append(list, item)
	}
	list[at] = item
	return list
}

func componentWords(k offer.Component) string {
	words := map[offer.Tri]string{offer.Yes: "released", offer.No: "not released", offer.DontKnow: "not known whether it is released"}[k.Released]
	if k.Licence != "" {
		words += ", licence " + k.Licence
	}
	return words + ", " + rungWords[k.Rung]
}

var rungWords = map[offer.Rung]string{
	offer.Unverified: "unverified", offer.VendorClaim: "the provider says so", offer.Documented: "documented", offer.Demonstrated: "demonstrated",
}

// lineageFields name the kinds of lineage that a card speaks of.
var lineageFields = map[string]string{"base_model": "Made from: base model", "training_data": "Made from: training data", "data_language": "Made from: languages of the data"}

// lineage plans an item of the lineage. Another base, or other languages, may contradict what is
// recorded; another set of data stands beside it.
func (p *cardPlan) lineage(i int, says offer.LineageItem, now []offer.LineageItem) {
	says.Evidence = []offer.ID{p.source}
	item := CardItem{Key: fmt.Sprintf("lineage-%d", i), Field: lineageFields[says.Kind], Says: says.Name, State: CardNew}
	var others []string
	at := -1
	for j, is := range now {
		switch {
		case is.Kind != says.Kind:
		case strings.EqualFold(strings.TrimSpace(is.Name), strings.TrimSpace(says.Name)):
			at = j
		default:
			others = append(others, lineageWords(is))
		}
	}
	next := says
	switch {
	case at >= 0:
		is := now[at]
		next = is
		next.Disclosed, next.Rung, next.Evidence = says.Disclosed, says.Rung, p.with(is.Evidence)
		if len(is.Evidence) > 0 {
			next.Rung = min(is.Rung, says.Rung)
		}
		item.Recorded, item.State = lineageWords(is), stateOf(true, is.Disclosed == says.Disclosed)
	case len(others) > 0 && says.Kind != "training_data":
		item.Recorded, item.State = strings.Join(others, "; "), CardDiffers
		item.Note = "Taken, it stands beside what is recorded."
	}
	item.Take = lineageWords(next)
	item.set = func(m *offer.Model) { m.Lineage = put(m.Lineage, at, next) }
	p.items = append(p.items, item)
}

func lineageWords(l offer.LineageItem) string {
	disclosed := map[offer.Tri]string{offer.Yes: "disclosed", offer.No: "not disclosed", offer.DontKnow: "not known whether it is disclosed"}[l.Disclosed]
	name := l.Name
	if name == "" {
		name = "without a name"
	}
	return name + ", " + disclosed + ", " + rungWords[l.Rung]
}

// TakeCard is the model with the items that are taken, by their keys. The model that is handed in
// is not changed.
func TakeCard(now offer.Model, items []CardItem, taken map[string]bool) offer.Model {
	now.Components, now.Lineage = slices.Clone(now.Components), slices.Clone(now.Lineage)
	for _, item := range items {
		if item.State != CardSame && taken[item.Key] {
			item.set(&now)
		}
	}
	return now
}

// SameModel reports whether two models say the same.
func SameModel(a, b offer.Model) bool { return reflect.DeepEqual(a, b) }

// Unsourced names what a model records above a vendor's claim without a source of its own. Where the
// model itself has none either, a card that comes to stand behind the model would come to stand
// behind that, and raise it.
func Unsourced(now, next offer.Model) (names []string) {
	if len(now.Evidence) > 0 || len(next.Evidence) == 0 {
		return nil
	}
	for _, k := range next.Components {
		if len(k.Evidence) == 0 && k.Rung > offer.VendorClaim {
			names = append(names, "component "+k.ID)
		}
	}
	for _, l := range next.Lineage {
		if len(l.Evidence) == 0 && l.Rung > offer.VendorClaim {
			names = append(names, strings.ReplaceAll(l.Kind, "_", " ")+" "+l.Name)
		}
	}
	return names
}
