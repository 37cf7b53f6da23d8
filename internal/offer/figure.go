package offer

import (
	"fmt"
	"slices"
)

// A Figure is one numeric statement of a part: a range in its field's unit with its own
// evidence, how strong that is, how far the thing has come and on which day it was so. A nil
// *Figure means unknown. Announced, installed and used are different figures: the stage belongs
// to each. A Figure without evidence of its own rests on its part's.
type Figure struct {
	Range
	Rung     Rung  `json:"rung"`
	Stage    Stage `json:"stage"`
	AsOf     Date  `json:"as_of,omitzero"`
	Evidence []ID  `json:"evidence,omitempty"`
}

// A Spread is an uncertain quantity by three points, lowest, likeliest and highest, or by two
// where nobody named a likeliest.
type Spread struct {
	Lo       float64  `json:"lo"`
	Likely   *float64 `json:"likely,omitempty"`
	Hi       float64  `json:"hi"`
	Evidence []ID     `json:"evidence,omitempty"`
}

// A MoneySpread is a Spread of money, in integer minor units of an ISO 4217 currency.
type MoneySpread struct {
	LoMinor     int64  `json:"lo_minor"`
	LikelyMinor *int64 `json:"likely_minor,omitempty"`
	HiMinor     int64  `json:"hi_minor"`
	Currency    string `json:"currency"`
	Evidence    []ID   `json:"evidence,omitempty"`
}

// A Side says for whom a party stands. The zero value is: not known.
type Side int

// The sides.
const (
	SideUnknown  Side = iota
	BuyerSide         // the government, its agencies and firms its own nationals control
	ProviderSide      // the provider and its partners
	ThirdSide         // anybody else
)

var sideWords = []string{"", "buyer", "provider", "third"}

func (s Side) String() string { return wordOf(sideWords, s) }

// MarshalText writes the side's word.
func (s Side) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the side's word.
func (s *Side) UnmarshalText(b []byte) (err error) {
	*s, err = parseWord[Side]("side", sideWords, string(b))
	return err
}

// A Window is the time within which something comes about. An open end is the zero Date.
type Window struct {
	From Date `json:"from,omitzero"`
	To   Date `json:"to,omitzero"`
}

// check collects the problems of one part, each at its field.
type check struct {
	at string
	ps *[]Problem
}

func (c check) fail(bad bool, field, format string, args ...any) {
	if bad {
		*c.ps = append(*c.ps, Problem{c.at + field, fmt.Sprintf(format, args...)})
	}
}

func (c check) err(field string, err error) {
	if err != nil {
		*c.ps = append(*c.ps, Problem{c.at + field, err.Error()})
	}
}

func (c check) within(field string, f *Figure, lo, hi float64, what string) {
	if f == nil {
		return
	}
	c.err(field, f.Range.Validate())
	c.fail(f.Lo < lo || f.Hi > hi, field, "[%v, %v] %s", f.Lo, f.Hi, what)
	c.fail(f.Rung < Unverified || f.Rung > Demonstrated, field+".rung", "%v is not known", f.Rung)
}

func (c check) share(field string, f *Figure) {
	c.within(field, f, 0, 1, "is a share and must lie between 0 and 1")
}

func (c check) nonNegative(field string, f *Figure) {
	c.within(field, f, 0, 1e18, "must not be negative")
}

func (c check) country(field, code string) {
	ok := code == "" || len(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z'
	c.fail(!ok, field, "%q is not an ISO 3166-1 alpha-2 code", code)
}

func (c check) oneOf(field, word string, words []string) {
	c.fail(word != "" && !slices.Contains(words, word), field, "%q is not one of %v", word, words)
}

func (c check) window(field string, w Window) {
	c.fail(!w.From.IsZero() && !w.To.IsZero() && w.To.Last().Before(w.From.First()), field, "ends on %s, before it begins on %s", w.To, w.From)
}

func (c check) spread(field string, s *Spread, hi float64) {
	if s == nil {
		return
	}
	c.err(field, Range{s.Lo, s.Hi}.Validate())
	c.fail(s.Lo < 0 || s.Hi > hi, field, "[%v, %v] must lie between 0 and %v", s.Lo, s.Hi, hi)
	c.fail(s.Likely != nil && !(*s.Likely >= s.Lo && *s.Likely <= s.Hi), field+".likely", "must lie between the lowest and the highest")
}

func (c check) money(field string, m *MoneySpread) {
	if m == nil {
		return
	}
	c.err(field, Money{m.LoMinor, m.HiMinor, m.Currency}.Validate())
	c.fail(m.LikelyMinor != nil && (*m.LikelyMinor < m.LoMinor || *m.LikelyMinor > m.HiMinor), field+".likely_minor", "must lie between the lowest and the highest")
}

// resting returns own and the evidence of every figure, each id once, in order of first mention.
func resting(own []ID, more ...[]ID) []ID {
	all := slices.Clone(own)
	for _, ids := range more {
		for _, id := range ids {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

func (f *Figure) refs() []ID {
	if f == nil {
		return nil
	}
	return f.Evidence
}

func (s *Spread) refs() []ID {
	if s == nil {
		return nil
	}
	return s.Evidence
}

func (m *MoneySpread) refs() []ID {
	if m == nil {
		return nil
	}
	return m.Evidence
}
