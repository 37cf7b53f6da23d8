package phrase

import (
	"fmt"

	"assay/internal/framework"
)

// Chance says a probability in 0..1 in whole percent. What was seen in some draws but not
// in one of a hundred is "under 1 %", and what failed in some is "over 99 %".
func Chance(p float64) string {
	switch {
	case p > 0 && p < 0.01:
		return "under 1 %"
	case p < 1 && p > 0.99:
		return "over 99 %"
	}
	return Percent(p)
}

// Percent1 shows a share in 0..1 in percent with one decimal.
func Percent1(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }

// Signed shows a difference of scores in points with its sign, a true minus for less.
func Signed(v float64) string {
	s := fmt.Sprintf("%+.1f", 100*v)
	switch {
	case s == "-0.0" || s == "+0.0":
		return "0.0"
	case s[0] == '-':
		return "−" + s[1:]
	}
	return s
}

// Between shows a range of shares in percent: "41 to 58 %".
func Between(lo, hi float64) string {
	a, b := Percent1(lo), Percent1(hi)
	if a == b {
		return a
	}
	return fmt.Sprintf("%.1f to %s", 100*lo, b)
}

// WithRange shows a probability with its interval: "53 % (52.4 to 54.0)".
func WithRange(p, lo, hi float64) string {
	return fmt.Sprintf("%s (%.1f to %.1f)", Chance(p), 100*lo, 100*hi)
}

// Gain shows an expected gain of score in points of 100. One too small for the figures shown is
// said to be there.
func Gain(v float64) string {
	switch {
	case v <= 0:
		return "0"
	case v < 0.00005:
		return "under 0.01"
	}
	return fmt.Sprintf("%.2f", 100*v)
}

// Effort shows points of effort.
func Effort(v float64) string {
	if v == 1 {
		return "effort 1 point"
	}
	return fmt.Sprintf("effort %g points", v)
}

var actorWords = map[framework.Actor]string{
	framework.ActorSupplier: "supplier", framework.ActorUs: "us", framework.ActorNobody: "counsel",
}

// Reach says how far a level is away.
func Reach(reached bool, changes, impossible int) string {
	switch {
	case reached:
		return "reached already"
	case impossible > 0:
		return "impossible"
	}
	return Count(changes, "change", "changes")
}

// ActsFor says who must act for a change.
func ActsFor(a framework.Actor) string {
	switch a {
	case framework.ActorSupplier:
		return "the supplier acts"
	case framework.ActorUs:
		return "we act"
	}
	return "nobody at the table can act"
}

// Actor says who must act or be asked. What nobody at the table can grant is a question for
// counsel.
func Actor(a framework.Actor) string { return actorWords[a] }
