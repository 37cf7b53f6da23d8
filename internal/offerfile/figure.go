package offerfile

import (
	"fmt"
	"math"

	"assay/internal/offer"
)

// numbers are one number, or the lowest and the highest.
type numbers []float64

func (n numbers) check() string {
	if len(n) != 1 && len(n) != 2 {
		return fmt.Sprintf("needs one number or two, lowest and highest, not %d", len(n))
	}
	return finite(n)
}

// mostNumber bounds every number, so that money in minor units stays exact in a float64.
const mostNumber = 1e18

func finite(ns []float64) string {
	for _, n := range ns {
		if !(math.Abs(n) <= mostNumber) {
			return fmt.Sprintf("%v is no number between -1e18 and 1e18", n)
		}
	}
	return ""
}

// span returns the range of one or two numbers; nil stays unknown.
func (n numbers) span() *offer.Range {
	if len(n) == 0 {
		return nil
	}
	return &offer.Range{Lo: n[0], Hi: n[len(n)-1]}
}

// money turns major units into minor ones.
func (n numbers) money(currency string) *offer.Money {
	r := n.span()
	if r == nil {
		return nil
	}
	return &offer.Money{LoMinor: minor(r.Lo, currency), HiMinor: minor(r.Hi, currency), Currency: currency}
}

// mostMinor is the largest amount that a float64 holds to the minor unit.
const mostMinor = 1 << 53

func tooMuch(ns []float64, currency string) string {
	for _, n := range ns {
		if math.Abs(n)*float64(offer.MinorUnits(currency)) > mostMinor {
			return fmt.Sprintf("%v %s is too large an amount", n, currency)
		}
	}
	return ""
}

func minor(major float64, currency string) int64 {
	return int64(math.Round(major * float64(offer.MinorUnits(currency))))
}

// figureYAML is a figure in its long form, or in short [lo, hi], which rests on its part's
// evidence and is unverified until somebody says how it is known.
type figureYAML struct {
	Range    numbers     `yaml:"range"`
	Rung     offer.Rung  `yaml:"rung"`
	Stage    offer.Stage `yaml:"stage"`
	AsOf     offer.Date  `yaml:"as_of"`
	Evidence []offer.ID  `yaml:"evidence"`
}

// UnmarshalYAML reads either form.
func (y *figureYAML) UnmarshalYAML(unmarshal func(any) error) error {
	if err := unmarshal(&y.Range); err == nil {
		return nil
	}
	type long figureYAML
	return unmarshal((*long)(y))
}

func (y *figureYAML) check() string {
	if y.Range == nil {
		return "needs range: one number or two, lowest and highest"
	}
	return ""
}

func (y *figureYAML) figure() *offer.Figure {
	if y == nil {
		return nil
	}
	return &offer.Figure{Range: *y.Range.span(), Rung: y.Rung, Stage: y.Stage, AsOf: y.AsOf, Evidence: y.Evidence}
}

// spreadYAML is [lo, hi] or [lo, likely, hi] with evidence; of money in major units.
type spreadYAML struct {
	Range    []float64  `yaml:"range"`
	Currency string     `yaml:"currency"`
	Evidence []offer.ID `yaml:"evidence"`
}

func (y *spreadYAML) check() string {
	if n := len(y.Range); n < 1 || n > 3 {
		return fmt.Sprintf("needs range: one number, two or three, the likeliest between the lowest and the highest, not %d", n)
	}
	if problem := finite(y.Range); problem != "" || y.Currency == "" {
		return problem
	}
	return tooMuch(y.Range, y.Currency)
}

// ends returns the lowest, the likeliest if given, and the highest.
func (y *spreadYAML) ends() (lo float64, likely *float64, hi float64) {
	n := len(y.Range)
	if n == 3 {
		likely = &y.Range[1]
	}
	return y.Range[0], likely, y.Range[n-1]
}

func (y *spreadYAML) spread() *offer.Spread {
	if y == nil {
		return nil
	}
	lo, likely, hi := y.ends()
	return &offer.Spread{Lo: lo, Likely: likely, Hi: hi, Evidence: y.Evidence}
}

func (y *spreadYAML) money() *offer.MoneySpread {
	if y == nil {
		return nil
	}
	lo, likely, hi := y.ends()
	m := &offer.MoneySpread{LoMinor: minor(lo, y.Currency), HiMinor: minor(hi, y.Currency), Currency: y.Currency, Evidence: y.Evidence}
	if likely != nil {
		m.LikelyMinor = new(minor(*likely, y.Currency))
	}
	return m
}

// windowYAML is [from, to], or [day] of one that is known; either end may be "".
type windowYAML []offer.Date

func (y windowYAML) check() string {
	if len(y) < 1 || len(y) > 2 {
		return fmt.Sprintf("needs one date or two, from and to, not %d", len(y))
	}
	return ""
}

func (y windowYAML) window() offer.Window {
	if len(y) == 0 {
		return offer.Window{}
	}
	return offer.Window{From: y[0], To: y[len(y)-1]}
}
