package comparison

import (
	"fmt"

	"assay/internal/framework"
	"assay/internal/negotiate"
	"assay/internal/offer"
)

// holds is the reverse view: what must hold for the leader to stay first, with its status today.
func (a *analyst) holds(s *Sure, leader int) error {
	r, err := negotiate.FactsFor(a.p, leader)
	if err != nil {
		return err
	}
	for _, f := range r.Facts {
		k, _, _ := a.ev.fw.Criterion(a.p.Criteria[f.Criterion])
		s.Holds = append(s.Holds, Fact{Offer: a.id(f.Alternative), Criterion: k.ID, Gate: f.Gate, Necessary: f.Necessary, Status: string(f.Status), Text: a.factText(f, k)})
	}
	return nil
}

// factText says what a fact demands, in the framework's words. The threshold is exact in value;
// the level named is the first that meets it.
func (a *analyst) factText(f negotiate.Fact, k framework.Criterion) string {
	subject := fmt.Sprintf("%s: %s (%s)", a.title(f.Alternative), k.Title, k.ID)
	if f.Gate {
		return fmt.Sprintf("%s passes its gate at level %d: “%s”", subject, a.ev.Tier.Level, k.Levels[a.ev.Tier.Level])
	}
	if f.Needs.Lo > 0 {
		return subject + " is " + atLeast(k, f.Needs.Lo) + a.against(f)
	}
	return subject + " is " + atMost(k, f.Needs.Hi) + a.against(f)
}

func (a *analyst) against(f negotiate.Fact) string {
	if f.Rival < 0 {
		return ""
	}
	return ", or " + a.title(f.Rival) + " is ahead"
}

func atLeast(k framework.Criterion, value float64) string {
	for level := range offer.MaxLevel + 1 {
		if worse, _ := k.LevelValues(level); worse >= value {
			return fmt.Sprintf("at least level %d (worth %.0f of 100 or more)", level, 100*value)
		}
	}
	return fmt.Sprintf("worth %.0f of 100 or more", 100*value)
}

func atMost(k framework.Criterion, value float64) string {
	for level := offer.MaxLevel; level >= 0; level-- {
		if _, better := k.LevelValues(level); better <= value {
			return fmt.Sprintf("no better than level %d (worth %.0f of 100 or less)", level, 100*value)
		}
	}
	return fmt.Sprintf("worth %.0f of 100 or less", 100*value)
}
