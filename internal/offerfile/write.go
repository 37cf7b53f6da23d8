package offerfile

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"assay/internal/offer"
)

// Write writes f as YAML that Read reads back to the same value, answers without assessor and
// version. It refuses what the written form cannot hold exactly: an answer of an offer that f
// does not hold, levels beside a measured range, amounts beyond 2^53 minor units. More than Read
// takes is written all the same.
func Write(w io.Writer, f File) error {
	written := writtenFile{}
	for _, o := range f.Offers {
		y, err := writtenOffer(o, of(o.ID, f.Answers), of(o.ID, f.Capacity))
		if err != nil {
			return fmt.Errorf("offer %s: %w", o.ID, err)
		}
		written.Offers = append(written.Offers, y)
	}
	for _, as := range [][]offer.Answer{f.Answers, f.Capacity} {
		for _, a := range as {
			if !slices.ContainsFunc(f.Offers, func(o offer.Offer) bool { return o.ID == a.Offer }) {
				return fmt.Errorf("offer %s has an answer to %s and is not in the file", a.Offer, a.Criterion)
			}
		}
	}
	for _, e := range f.Evidence {
		written.Evidence = append(written.Evidence, Evidence{
			ID: e.ID, Account: e.Account, Passage: e.Passage, Locator: e.Locator, Source: sourceYAML(e.Source), Contradicts: e.Contradicts, Rung: e.Rung,
		})
	}
	return emit(w, written)
}

func of(id offer.ID, answers []offer.Answer) (mine []offer.Answer) {
	for _, a := range answers {
		if a.Offer == id {
			mine = append(mine, a)
		}
	}
	return mine
}

// A writer turns package offer's types into their written form and keeps the first error.
type writer struct{ err error }

func writtenOffer(o offer.Offer, answers, capacity []offer.Answer) (Offer, error) {
	w := &writer{}
	y := Offer{
		ID: o.ID, Title: o.Title, Summary: o.Summary, Scope: o.Scope, Country: o.Country, Provider: o.Provider,
		ProviderCountry: o.ProviderCountry, Status: o.Status, Stage: o.Stage, Seeds: o.Seeds,
	}
	for _, e := range o.History {
		y.History = append(y.History, eventYAML(e))
	}
	w.parts(&y, o.Parts)
	y.Answers, y.Capacity = w.answers(answers), w.answers(capacity)
	return y, w.err
}

func (w *writer) parts(y *Offer, p offer.Parts) {
	for _, s := range p.Sites {
		y.Sites = append(y.Sites, siteOf(s))
	}
	for _, x := range p.Chips {
		y.Chips = append(y.Chips, chipOf(x))
	}
	for _, m := range p.Models {
		y.Models = append(y.Models, modelOf(m))
	}
	for _, f := range p.Funds {
		y.Funds = append(y.Funds, w.fund(f))
	}
	for _, s := range p.Safeguards {
		y.Safeguards = append(y.Safeguards, safeguardYAML{Kind: s.Kind, Text: s.Text, Holder: s.Holder, Hours: figureOf(s.Hours), Evidence: s.Evidence})
	}
	for _, t := range p.Terms {
		y.Terms = append(y.Terms, termYAML{
			Kind: t.Kind, Text: t.Text, Country: t.Country, Days: figureOf(t.Days), Clause: t.Clause, Binds: t.Binds, Rung: t.Rung, VendorWide: t.VendorWide, Evidence: t.Evidence,
		})
	}
	if len(p.Exits) > 1 {
		w.fail("has %d exits; one is written", len(p.Exits))
	}
	for _, x := range p.Exits {
		y.Exit = new(w.exit(x))
	}
	for _, l := range p.Links {
		y.Links = append(y.Links, linkYAML{
			From: l.From, Needs: l.Needs, Kind: l.Kind, Group: l.Group, Party: l.Party, Country: l.Country,
			GraceMonths: figureOf(l.GraceMonths), StockMonths: figureOf(l.StockMonths), Note: l.Note, Evidence: l.Evidence,
		})
	}
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// major writes an amount in major units such that reading gives the same minor ones.
func (w *writer) major(amount int64, currency string) float64 {
	text := strconv.FormatInt(amount, 10)
	if units := offer.MinorUnits(currency); units > 1 {
		text = fmt.Sprintf("%d.%02d", amount/units, amount%units)
	}
	major, err := strconv.ParseFloat(text, 64)
	if err != nil || amount > mostMinor || minor(major, currency) != amount {
		w.fail("an amount of %d minor units of %s cannot be written exactly", amount, currency)
	}
	return major
}

func (w *writer) answers(as []offer.Answer) (ys []answerYAML) {
	for _, a := range as {
		y := answerYAML{
			Criterion: a.Criterion, NotApplicable: a.NotApplicable, Stage: a.Stage, Paused: a.Paused, Contested: a.Contested, VendorWide: a.VendorWide,
			Unknown: a.Unknown, Rationale: a.Rationale, ValidFrom: a.ValidFrom, ValidTo: a.ValidTo,
			Lo: boundYAML{a.Lo.Rung, a.Lo.Admission, a.Lo.Evidence}, Hi: boundYAML{a.Hi.Rung, a.Hi.Admission, a.Hi.Evidence},
		}
		switch whole := a.Lo.Level == 0 && a.Hi.Level == offer.MaxLevel; {
		case a.Raw != nil:
			y.Raw = numbers{a.Raw.Lo, a.Raw.Hi}
			fallthrough
		case a.NotApplicable:
			if !whole {
				w.fail("the answer to %s has levels beside a measured range or not applicable", a.Criterion)
			}
		default:
			y.Range = []int{a.Lo.Level, a.Hi.Level}
		}
		for _, c := range a.Caps {
			y.Caps = append(y.Caps, capYAML(c))
		}
		if a.Lapse != nil {
			y.Lapse = &lapseYAML{[]int{a.Lapse.Lo, a.Lapse.Hi}, a.Lapse.Text}
		}
		ys = append(ys, y)
	}
	return ys
}
