package offer

import "fmt"

// A Range is a closed interval of a raw quantity in its field's unit. A single known value
// has Lo = Hi. A nil *Range means unknown.
type Range struct {
	Lo float64 `json:"lo"`
	Hi float64 `json:"hi"`
}

// Validate refuses a reversed range, NaN and infinities.
func (r Range) Validate() error {
	if !(r.Lo <= r.Hi) || r.Lo < -1e18 || r.Hi > 1e18 {
		return fmt.Errorf("range [%v, %v] must be finite with its lower bound first", r.Lo, r.Hi)
	}
	return nil
}

// Money is an amount in integer minor units (cents) of an ISO 4217 currency, as a range.
type Money struct {
	LoMinor  int64  `json:"lo_minor"`
	HiMinor  int64  `json:"hi_minor"`
	Currency string `json:"currency"`
}

// Validate refuses reversed amounts, negative ones and codes that are not three capitals.
func (m Money) Validate() error {
	if m.LoMinor < 0 || m.LoMinor > m.HiMinor {
		return fmt.Errorf("amount [%d, %d] must be non-negative with its lower bound first", m.LoMinor, m.HiMinor)
	}
	if len(m.Currency) != 3 || m.Currency[0] < 'A' || m.Currency[0] > 'Z' || m.Currency[1] < 'A' || m.Currency[1] > 'Z' || m.Currency[2] < 'A' || m.Currency[2] > 'Z' {
		return fmt.Errorf("currency %q is not a three-letter ISO 4217 code", m.Currency)
	}
	return nil
}

// MinorUnits returns how many minor units make one unit of a currency: 1 for those without
// any (ISO 4217), 100 for every other one that the library or the table of exchange rates holds.
func MinorUnits(currency string) int64 {
	switch currency {
	case "ISK", "JPY", "KRW", "VND":
		return 1
	}
	return 100
}
