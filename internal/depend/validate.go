package depend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/internal/offer"
)

// maxMonths bounds grace and stock: beyond it a figure is a slip of the pen.
const maxMonths = 1e6

func (n Node) check() error {
	if n.Kind != "" && !slices.Contains(Kinds, n.Kind) {
		return fmt.Errorf("kind: %q is not one of %v", n.Kind, Kinds)
	}
	if len(n.Suppliers) > MaxSuppliers {
		return fmt.Errorf("suppliers: %d are more than %d", len(n.Suppliers), MaxSuppliers)
	}
	for i, s := range n.Suppliers {
		if s.Jurisdiction != "" && !isCountry(s.Jurisdiction) {
			return fmt.Errorf("suppliers[%d].jurisdiction: %q is not a two-letter country code such as US", i, s.Jurisdiction)
		}
	}
	if n.Export != "" && n.Export != Unknown && !isCountry(n.Export) {
		return fmt.Errorf("export: %q is not a two-letter country code such as US, and not %q", n.Export, Unknown)
	}
	if n.Licensed == offer.No && !n.Expiry.IsZero() {
		return fmt.Errorf("expiry: %s is given, yet there is no licence", n.Expiry)
	}
	if err := n.checkNeeds(); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		r    *offer.Range
		hi   float64
	}{{"installed", n.Installed, 1}, {"grace_months", n.GraceMonths, maxMonths}, {"stock_months", n.StockMonths, maxMonths}, {"failure_rate", n.FailureRate, 1}, {"reserved", n.Reserved, 1}} {
		if err := within(f.r, f.hi); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

func (n Node) checkNeeds() error {
	total := 0
	for i, need := range n.Needs {
		if len(need.Alternatives) == 0 {
			return fmt.Errorf("needs[%d].alternatives: is empty; name at least one", i)
		}
		total += len(need.Alternatives)
		if err := need.check(); err != nil {
			return fmt.Errorf("needs[%d].%w", i, err)
		}
	}
	if total > MaxNeeds {
		return fmt.Errorf("needs: %d alternatives are more than %d", total, MaxNeeds)
	}
	return nil
}

func (n Need) check() error {
	seen, shared, least, most := map[string]bool{}, false, 0.0, 0.0
	for j, a := range n.Alternatives {
		if seen[a.Node] {
			return fmt.Errorf("alternatives[%d].node: %q stands there twice", j, a.Node)
		}
		seen[a.Node] = true
		if err := within(a.Share, 1); err != nil {
			return fmt.Errorf("alternatives[%d].share: %w", j, err)
		}
		if err := within(a.StockMonths, maxMonths); err != nil {
			return fmt.Errorf("alternatives[%d].stock_months: %w", j, err)
		}
		share := cmp.Or(a.Share, &offer.Range{Lo: 0, Hi: 1})
		shared, least, most = shared || a.Share != nil, least+share.Lo, most+share.Hi
	}
	switch {
	case least > 1+1e-9:
		return fmt.Errorf("alternatives: the lower bounds of the shares add up to %.4g, more than 1", least)
	case shared && most < 1-1e-9:
		return fmt.Errorf("alternatives: the upper bounds of the shares add up to %.4g; add what makes up the rest, known or not", most)
	}
	return nil
}

// within refuses a range, where there is one, that is reversed or leaves 0..hi.
func within(r *offer.Range, hi float64) error {
	if r != nil && !(r.Lo >= 0 && r.Lo <= r.Hi && r.Hi <= hi) {
		return fmt.Errorf("[%v, %v] must lie in order between 0 and %v", r.Lo, r.Hi, hi)
	}
	return nil
}

// isCountry reports whether a code has the form that ISO 3166-1 alpha-2 gives.
func isCountry(code string) bool { return len(code) == 2 && strings.ToUpper(code) == code }
