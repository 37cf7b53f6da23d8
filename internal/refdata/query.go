package refdata

import (
	"strings"

	"assay/internal/offer"
)

// A Query asks for the rulings on an export of which not all need be known.
type Query struct {
	Classes     []string // those of ItemClasses that the item may be of; empty: any
	Destination string   // ISO 3166-1
	EndUser     EndUser  // its fields may be empty: not known
	AsOf        offer.Date
}

// Rulings returns the ruling of every item class, end user and headquarters that the query
// leaves open, each different one once, in the order of ItemClasses and offer.EndUserKinds. To
// learn a class, a kind or headquarters that fit what is known only leaves rulings out. Country
// Groups are those of ExportPosition. An unknown code, class or kind, or a date without a day,
// is an error.
func Rulings(q Query) (rs []Ruling, err error) {
	type asked struct {
		item                string
		codified, announced Layer
	}
	seen := map[asked]bool{}
	classes := q.Classes
	if len(classes) == 0 {
		classes = ItemClasses
	}
	all, err := rulings(classes, q.Destination, endUsers(q), q.AsOf)
	for _, r := range all {
		if key := (asked{r.Item, r.Codified, r.Announced}); !seen[key] {
			seen[key] = true
			rs = append(rs, r)
		}
	}
	return rs, err
}

// Classes returns the item classes that an item as written down, such as "3A090.a" or "not
// listed", may mean: those it names; a and b, the classes of accelerators, for an item without
// a paragraph; nil for any other text.
func Classes(item string) (cs []string) {
	item = strings.ToLower(item)
	for _, c := range []string{"a", "b", "c"} {
		if strings.Contains(item, "a090."+c) {
			cs = append(cs, c)
		}
	}
	switch {
	case len(cs) > 0:
		return cs
	case strings.Contains(item, "not listed"), strings.Contains(item, "ear99"):
		return []string{NotListed}
	case strings.Contains(item, "a090"):
		return []string{"a", "b"}
	}
	return nil
}

// endUsers are the end users that a query leaves possible. A government sits in its country, a
// US firm in the United States, and an entity named for the United Arab Emirates there; anyone
// else may have headquarters anywhere.
func endUsers(q Query) (us []EndUser) {
	kinds := []string{q.EndUser.Kind}
	if q.EndUser.Kind == "" {
		kinds = offer.EndUserKinds
	}
	at, _ := Country(q.Destination)
	for _, kind := range kinds {
		seats := []string{q.EndUser.Headquarters}
		switch {
		case seats[0] != "":
		case kind == "us_headquartered":
			seats[0] = "US"
		case kind == "government", kind == "named_entity" && at.Alpha3 == "ARE":
			seats[0] = q.Destination
		default:
			seats = anySeat
		}
		for _, seat := range seats {
			us = append(us, EndUser{kind, seat})
		}
	}
	return us
}

// anySeat stands for all headquarters: the rules tell apart only whether they are in Country
// Group D:5 or Macao.
var anySeat = []string{"US", "CN"}
