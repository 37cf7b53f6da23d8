package refdata

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"assay/internal/offer"
)

// A LicenceNeed is what a layer of the rules asks for one export.
type LicenceNeed string

// The needs, from the lightest to the heaviest. Undetermined says that the table does not
// record it.
const (
	NotNeeded     LicenceNeed = "not needed"
	Excepted      LicenceNeed = "excepted"   // by name, under a rule of which the abstract only was read
	Authorised    LicenceNeed = "authorised" // by name, until a day that the rule itself sets
	LicenceNeeded LicenceNeed = "licence needed"
	Undetermined  LicenceNeed = "not recorded"
)

// An EndUser is who is to use the items. Kind is one of offer.EndUserKinds and Headquarters
// the ISO 3166-1 code of its ultimate parent's seat, which counts whatever the kind.
type EndUser struct{ Kind, Headquarters string }

// A Layer is what the rules ask under one of their two layers, with the days, inclusive, on
// which the table's row holds (zero: open).
type Layer struct {
	Need     LicenceNeed
	Denial   offer.Tri // whether a denial is presumed where a licence is needed
	From     offer.Date
	Until    offer.Date
	Text     string
	Citation string
}

// A Ruling is what the rules ask for one item class, destination, end user and day: by the
// codified text, and as the authority has announced that it enforces it.
type Ruling struct {
	Item      string
	EndUser   EndUser
	Codified  Layer
	Announced Layer
	Contested bool // both layers are recorded and differ: a question for counsel
}

// ItemClasses are the classes that rulings tell apart: a, b and c of 3A090, with a and b of
// 4A090, and NotListed.
var ItemClasses = []string{"a", "b", "c", NotListed}

// NotListed is the class of what is under neither item.
const NotListed = "none"

var itemWords = map[string]string{"a": "3A090.a, 4A090.a", "b": "3A090.b, 4A090.b", "c": "3A090.c", NotListed: "Under neither 3A090 nor 4A090"}

// rulings returns the ruling of every class for every end user, whose kind and headquarters are
// known, by the first row of ear_rules.tsv that fits.
func rulings(classes []string, destination string, users []EndUser, asOf offer.Date) (rs []Ruling, err error) {
	p, err := ExportPosition(destination, asOf)
	if err != nil {
		return nil, err
	}
	if asOf.Day == 0 {
		return nil, fmt.Errorf("export rule: %q names no day", asOf)
	}
	seats := map[string]Position{}
	for _, to := range users {
		if !slices.Contains(offer.EndUserKinds, to.Kind) {
			return nil, fmt.Errorf("export rule: end user %q is not one of %v", to.Kind, offer.EndUserKinds)
		}
		if seats[to.Headquarters], err = ExportPosition(to.Headquarters, asOf); err != nil {
			return nil, fmt.Errorf("export rule: headquarters of the end user: %w", err)
		}
	}
	for _, class := range classes {
		if !slices.Contains(ItemClasses, class) {
			return nil, fmt.Errorf("export rule: item class %q is not one of %v", class, ItemClasses)
		}
		for _, to := range users {
			rs = append(rs, decide(class, p, seats[to.Headquarters], to, asOf))
		}
	}
	return rs, nil
}

// decide reads the table from the top until both layers are found; its last row fits always.
func decide(class string, p, seat Position, to EndUser, asOf offer.Date) Ruling {
	r := Ruling{Item: itemWords[class], EndUser: to}
	for _, row := range rules() {
		if r.Codified.Need != "" && r.Announced.Need != "" {
			break
		}
		if !row.fits(class, p, seat, to.Kind, asOf) {
			continue
		}
		if r.Codified.Need == "" && row.layer != "announced" {
			r.Codified = row.Layer
		}
		if r.Announced.Need == "" && row.layer != "codified" {
			r.Announced = row.Layer
		}
	}
	known := r.Codified.Need != Undetermined && r.Announced.Need != Undetermined
	r.Contested = known && r.Codified.Need != r.Announced.Need
	return r
}

// A rule is one row of the table.
type rule struct {
	Layer
	layer, destination, seat, kind string
	classes                        []string
}

var rules = sync.OnceValue(func() (rs []rule) {
	date := func(s string) offer.Date {
		d, err := offer.ParseDate(s)
		if err != nil {
			panic(err)
		}
		return d
	}
	denial := map[string]offer.Tri{"": offer.DontKnow, "yes": offer.Yes, "no": offer.No}
	for _, r := range table("ear_rules.tsv") {
		rs = append(rs, rule{
			Layer: Layer{LicenceNeed(r["need"]), denial[r["denial"]], date(r["from"]), date(r["until"]), r["text"], r["citation"]},
			layer: r["layer"], destination: r["destination"], seat: r["seat"], kind: r["end_user"], classes: strings.Fields(r["class"]),
		})
	}
	return rs
})

func (r rule) fits(class string, to, seat Position, kind string, asOf offer.Date) bool {
	return slices.Contains(r.classes, class) && (r.kind == "any" || r.kind == kind) &&
		(r.From.IsZero() || !asOf.First().Before(r.From.First())) &&
		(r.Until.IsZero() || !asOf.First().After(r.Until.First())) &&
		areas[r.destination](to) && areas[r.seat](seat)
}

// areas are the sets of destinations of which the table speaks.
var areas = map[string]func(Position) bool{
	"any":      func(Position) bool { return true },
	"home":     func(p Position) bool { return p.Country.Alpha3 == "USA" },
	"emirates": func(p Position) bool { return p.Country.Alpha3 == "ARE" },
	"china":    func(p Position) bool { return slices.Contains([]string{"CHN", "HKG", "MAC"}, p.Country.Alpha3) },
	"d145":     func(p Position) bool { return inGroup(p, "D:1", "D:4", "D:5") && !inGroup(p, "A:5", "A:6") },
	"d5":       func(p Position) bool { return p.Country.Alpha3 == "MAC" || inGroup(p, "D:5") },
	"restricted": func(p Position) bool {
		return slices.ContainsFunc(p.Groups, func(g Group) bool { return g.ID[0] == 'D' || g.ID[0] == 'E' })
	},
	"unlisted": func(p Position) bool { return len(p.Groups) == 0 },
}

func inGroup(p Position, ids ...string) bool {
	return slices.ContainsFunc(p.Groups, func(g Group) bool { return slices.Contains(ids, g.ID) })
}
