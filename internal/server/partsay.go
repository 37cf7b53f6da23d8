package server

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"assay/internal/framework"
	"assay/internal/measure"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/web/page"
)

// says tells how the ranges of a part combine, and what the measures that read it are worth now.
// With before, measures that differ from it say so.
func (s *Server) says(k *partKind, part any, before *offer.Offer, now offer.Offer, asOf offer.Date) *page.PartSays {
	said := &page.PartSays{Lines: combined(part)}
	values, err := measures(now, asOf)
	if err != nil {
		said.Problems = append(said.Problems, contradiction(err))
		return said
	}
	was := map[string]string{}
	if before != nil {
		if old, err := measures(*before, asOf); err == nil {
			for _, v := range old {
				was[v.Criterion] = valueText(v)
			}
		}
	}
	for _, v := range values {
		text, label := valueText(v), stepLabel(part)
		reads := label != "" && slices.ContainsFunc(v.Trace, func(s measure.Step) bool { return s.Part == label })
		differs := before != nil && was[v.Criterion] != text
		if !reads && !differs {
			continue
		}
		m := page.SaidMeasure{Criterion: v.Criterion, Title: s.criterionTitle(v.Criterion), Now: text, Formula: v.Formula}
		if differs {
			m.Before = was[v.Criterion]
		}
		for _, step := range v.Trace {
			m.Steps = append(m.Steps, strings.TrimPrefix(step.Part+": "+step.Text, ": "))
		}
		said.Measures = append(said.Measures, m)
	}
	return said
}

// measures are what an offer's parts say on the core criteria and on the capacity criteria.
func measures(o offer.Offer, asOf offer.Date) ([]measure.Value, error) {
	core, err := measure.Of(o, asOf)
	if err != nil {
		return nil, err
	}
	gains, err := measure.Capacity(o, asOf)
	return append(core, gains...), err
}

func (s *Server) criterionTitle(id string) string {
	for _, fw := range s.Frameworks.All() {
		if fw.ID != "assay-core" && fw.ID != "assay-capacity" || fw.Kind != framework.KindLevels {
			continue
		}
		if c, _, ok := fw.Criterion(id); ok {
			return c.Title
		}
	}
	return id
}

// stepLabel is how a measure names a part in its steps.
func stepLabel(part any) string {
	name := func(kind, name string) string {
		if name == "" {
			name = "without a name"
		}
		return kind + ": " + name
	}
	switch x := part.(type) {
	case offer.Site:
		return name("site", x.Name)
	case offer.Chip:
		return name("chip", strings.TrimSpace(x.Vendor+" "+x.Product))
	case offer.Model:
		return name("model", x.Name)
	case offer.Fund:
		return name("fund", x.Payer)
	case offer.Term:
		return name("term", x.Kind)
	case offer.Exit:
		return "exit"
	}
	return ""
}

// valueText is a measured range with its unit.
func valueText(v measure.Value) string {
	switch {
	case !v.Known:
		return "not known"
	case v.Raw == nil && v.Levels.Lo == v.Levels.Hi:
		return fmt.Sprintf("level %d", v.Levels.Lo)
	case v.Raw == nil:
		return fmt.Sprintf("level %d to %d", v.Levels.Lo, v.Levels.Hi)
	case v.Raw.Hi >= measure.Unbounded:
		return "at least " + rounded(v.Raw.Lo) + " " + v.Unit
	}
	return rangeOf(v.Raw.Lo, v.Raw.Hi) + " " + v.Unit
}

func rounded(v float64) string {
	if math.Abs(v) >= 100 {
		return phrase.Number(math.Round(v))
	}
	return phrase.Number(math.Round(v*100) / 100)
}

func rangeOf(lo, hi float64) string {
	if a, b := rounded(lo), rounded(hi); a != b {
		return a + " to " + b
	}
	return rounded(lo)
}

// percentOf is a range of shares in percent.
func percentOf(lo, hi float64) string {
	if a, b := rounded(100*lo), rounded(100*hi); a != b {
		return a + " % to " + b + " %"
	}
	return rounded(100*lo) + " %"
}

func figureWords(f *offer.Figure, unit string) string { return rangeOf(f.Lo, f.Hi) + unit }

// combined says how the ranges of one part combine with each other.
func combined(part any) []string {
	switch x := part.(type) {
	case offer.Site:
		return slices.Concat(partly("MW now", x.MWNow, "planned", x.MWPlanned, "run today"), keptOf(x), owned("Owners", x.Owners), owned("Owners after the term", x.OwnersAfter))
	case offer.Chip:
		return partly("Installed", x.Installed, "of", x.Count, "stand today")
	case offer.Fund:
		if x.Amount == nil || x.Tied == nil {
			return nil
		}
		tied := offer.Money{LoMinor: int64(math.Floor(float64(x.Amount.LoMinor) * x.Tied.Lo)), HiMinor: int64(math.Ceil(float64(x.Amount.HiMinor) * x.Tied.Hi)), Currency: x.Amount.Currency}
		return []string{fmt.Sprintf("%s, %s of it tied: %s must be spent with the provider.", phrase.Money(x.Amount), percentOf(x.Tied.Lo, x.Tied.Hi), phrase.Money(&tied))}
	case offer.Exit:
		return leaving(x)
	}
	return nil
}

// partly is the share that a part is of the whole it belongs to: the least of the part over the
// most of the whole, to the most over the least, and never above all of it.
func partly(one string, part *offer.Figure, other string, whole *offer.Figure, does string) []string {
	if part == nil || whole == nil || whole.Hi <= 0 {
		return nil
	}
	lo, hi := min(part.Lo/whole.Hi, 1), 1.0
	if whole.Lo > 0 {
		hi = min(part.Hi/whole.Lo, 1)
	}
	return []string{fmt.Sprintf("%s %s; %s %s: %s %s.", one, figureWords(part, ""), other, figureWords(whole, ""), percentOf(lo, hi), does)}
}

func keptOf(s offer.Site) []string {
	if s.Reserved == nil || s.MWNow == nil {
		return nil
	}
	lo, hi := s.Reserved.Lo*s.MWNow.Lo, s.Reserved.Hi*s.MWNow.Hi // both are above 0, so the ends of the product are products of the ends
	return []string{fmt.Sprintf("%s of %s MW are kept for national use: %s MW today.", percentOf(s.Reserved.Lo, s.Reserved.Hi), figureWords(s.MWNow, ""), rangeOf(lo, hi))}
}

// owned adds up the shares of owners. What nobody claims may be anybody's.
func owned(who string, owners []offer.Owner) []string {
	lo, hi, open := 0.0, 0.0, 0
	for _, o := range owners {
		if o.Share == nil {
			open++
			continue
		}
		lo, hi = lo+o.Share.Lo, hi+o.Share.Hi
	}
	if len(owners) == 0 || open == len(owners) {
		return nil
	}
	rest := max(1-lo, 0)
	text := fmt.Sprintf("%s: the shares add up to %s", who, percentOf(lo, min(hi, 1)))
	if rest > 1e-9 {
		text += fmt.Sprintf("; up to %s %% are open", rounded(100*rest))
	}
	return []string{text + "."}
}

// leaving adds up what an exit costs and how long it takes.
func leaving(x offer.Exit) []string {
	var lines []string
	if len(x.Items) > 0 {
		cost, err := measure.ExitCostOf(x)
		if err != nil {
			return []string{"The costs cannot be added up: " + sentence(err.Error())}
		}
		for _, l := range append(cost.Lines, measure.ExitLine{Text: "Together", Cost: cost.Total}) {
			lines = append(lines, strings.TrimSuffix(fmt.Sprintf("%s: %s, %s", l.Text, sumWords(l.Cost, cost.Currency), l.How), ", ")+".")
		}
	}
	if len(x.Steps) > 0 {
		line, err := measure.TimelineOf(x)
		if err != nil {
			return append(lines, "The steps cannot be put in order: "+sentence(err.Error()))
		}
		days := "at least " + rounded(line.Days.Lo)
		if line.Days.Hi != nil {
			days = rangeOf(line.Days.Lo, *line.Days.Hi)
		}
		lines = append(lines, fmt.Sprintf("All steps, each after those it waits for: %s days.", days))
	}
	return lines
}

func sumWords(c measure.Sum, currency string) string {
	if c.HiMinor == nil {
		return "at least " + phrase.Money(&offer.Money{LoMinor: c.LoMinor, HiMinor: c.LoMinor, Currency: currency})
	}
	return phrase.Money(&offer.Money{LoMinor: c.LoMinor, HiMinor: *c.HiMinor, Currency: currency})
}

// contradiction says why parts cannot be measured together.
func contradiction(err error) string {
	if p, ok := errors.AsType[offer.Problem](err); ok {
		return "The parts contradict each other: " + p.Message + "."
	}
	_, what, _ := strings.Cut(err.Error(), ": ") // measure says first which offer it is
	return "The parts contradict each other: " + what + "."
}
