package server

import (
	"cmp"
	"math/big"
	"strings"

	"assay/internal/offer"
)

// ends reads the lowest and the highest of a range; a single value has the highest empty. known
// is false where neither is given, or something is to be mended.
func ends[T any](rd *partReader, at, label string, read func(at, label string) (T, bool), compare func(a, b T) int) (lo, hi T, known bool) {
	said := len(rd.problems)
	var okLo, okHi bool
	lo, okLo = read(at+"-lo", label+", lowest")
	hi, okHi = read(at+"-hi", label+", highest")
	switch {
	case len(rd.problems) > said || !okLo && !okHi:
		return lo, hi, false
	case !okLo:
		rd.say(at+"-lo", "%s: give the lowest, too; 0 where it may be nothing.", label)
		return lo, hi, false
	case !okHi:
		hi = lo
	case compare(hi, lo) < 0:
		rd.say(at+"-hi", "%s: the highest is below the lowest. Put the lower number first.", label)
		return lo, hi, false
	}
	return lo, hi, true
}

func (rd *partReader) figure(f partField, at, label string, to **offer.Figure) {
	x := new(offer.Figure)
	said := len(rd.problems)
	rd.word(at+"-rung", label+", how well it is known", &x.Rung)
	rd.word(at+"-stage", label+", how far it has come", &x.Stage)
	rd.word(at+"-as_of", label+", as of", &x.AsOf)
	x.Evidence = rd.sources(at+"-evidence", label+", evidence")
	typed := rd.get(at+"-lo")+rd.get(at+"-hi") != ""
	if rd.get(at+"-unknown") != "" {
		if typed && !unchanged(rd.form, rd.before, false, at+"-lo", at+"-hi") {
			rd.say(at, "%s: either a figure or “nobody knows”. Clear one of the two.", label)
			return
		}
		*to = nil
		return
	}
	var known bool
	x.Lo, x.Hi, known = ends(rd, at, label, func(at, label string) (float64, bool) { return rd.number(f, at, label) }, cmp.Compare[float64])
	switch {
	case len(rd.problems) > said:
	case known:
		*to = x
	case x.Rung != offer.Unverified || x.Stage != offer.StageNotRecorded || !x.AsOf.IsZero() || len(x.Evidence) > 0:
		rd.say(at+"-lo", "%s: give the figure that its day, stage or evidence is about, or clear those.", label)
	default:
		*to = nil
	}
}

func (rd *partReader) spread(f partField, at, label string, to **offer.Spread) {
	said := len(rd.problems)
	x := &offer.Spread{Evidence: rd.sources(at+"-evidence", label+", evidence")}
	read := func(at, label string) (float64, bool) { return rd.number(f, at, label) }
	var known bool
	x.Lo, x.Hi, known = ends(rd, at, label, read, cmp.Compare[float64])
	likely, ok := read(at+"-likely", label+", likeliest")
	if ok {
		x.Likely = &likely
	}
	switch {
	case len(rd.problems) > said:
	case !known && (ok || len(x.Evidence) > 0):
		rd.say(at+"-lo", "%s: give the lowest and the highest, too.", label)
	case !known:
		*to = nil
	case ok && (likely < x.Lo || likely > x.Hi):
		rd.say(at+"-likely", "%s: the likeliest lies between the lowest and the highest.", label)
	default:
		*to = x
	}
}

// currency reads a code of three letters.
func (rd *partReader) currency(at, label string, needed bool) string {
	code := strings.ToUpper(rd.get(at))
	switch {
	case code == "" && needed:
		rd.say(at, "%s: give the currency, such as USD.", label)
	case code != "" && (offer.Money{Currency: code}).Validate() != nil:
		rd.say(at, "%s: %q is no currency. Give its three letters, such as USD.", label, clip(code, 20))
	}
	return code
}

// minor reads an amount into minor units of its currency.
func (rd *partReader) minor(at, label, currency string) (int64, bool) {
	x, ok := rd.amount(at, label, currency)
	if !ok {
		return 0, false
	}
	x.Mul(x, new(big.Rat).SetInt64(offer.MinorUnits(currency)))
	switch {
	case !x.IsInt():
		rd.say(at, "%s has more decimals than %s has.", label, currency)
		return 0, false
	case !x.Num().IsInt64():
		rd.say(at, "%s is larger than Assay counts.", label)
		return 0, false
	}
	return x.Num().Int64(), true
}

func (rd *partReader) money(at, label string, to **offer.Money) {
	said := len(rd.problems)
	currency := rd.currency(at+"-currency", label, rd.get(at+"-lo")+rd.get(at+"-hi") != "")
	lo, hi, known := ends(rd, at, label, func(at, label string) (int64, bool) { return rd.minor(at, label, currency) }, cmp.Compare[int64])
	switch {
	case len(rd.problems) > said:
	case known:
		*to = &offer.Money{LoMinor: lo, HiMinor: hi, Currency: currency}
	case currency != "":
		rd.say(at+"-lo", "%s: give the amount, or clear its currency.", label)
	default:
		*to = nil
	}
}

func (rd *partReader) sum(at, label string, to **offer.MoneySpread) {
	said := len(rd.problems)
	typed := rd.get(at+"-lo")+rd.get(at+"-hi")+rd.get(at+"-likely") != ""
	x := &offer.MoneySpread{Evidence: rd.sources(at+"-evidence", label+", evidence"), Currency: rd.currency(at+"-currency", label, typed)}
	read := func(at, label string) (int64, bool) { return rd.minor(at, label, x.Currency) }
	var known bool
	x.LoMinor, x.HiMinor, known = ends(rd, at, label, read, cmp.Compare[int64])
	likely, ok := read(at+"-likely", label+", likeliest")
	if ok {
		x.LikelyMinor = &likely
	}
	switch {
	case len(rd.problems) > said:
	case !known && (ok || len(x.Evidence) > 0 || x.Currency != ""):
		rd.say(at+"-lo", "%s: give the lowest amount, or clear what stands beside it.", label)
	case !known:
		*to = nil
	case ok && (likely < x.LoMinor || likely > x.HiMinor):
		rd.say(at+"-likely", "%s: the likeliest lies between the lowest and the highest.", label)
	default:
		*to = x
	}
}
