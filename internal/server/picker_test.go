package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/testkit"
)

// sent is what a browser sends of the form of a comparison, by the named button where there is
// one.
func sent(doc *testkit.Doc, button string) url.Values {
	form := doc.One("form[aria-label='What is compared']")
	v := url.Values{}
	for _, n := range form.Find("input").Each() {
		if n.Attr("type") != "checkbox" || checked(n) {
			v.Add(n.Attr("name"), n.Attr("value"))
		}
	}
	for _, n := range form.Find("select").Each() {
		value := ""
		if chosen := n.Find("option[selected]").Each(); len(chosen) > 0 {
			value = chosen[0].Attr("value")
		}
		v.Set(n.Attr("name"), value)
	}
	if button != "" {
		v.Set(button, form.One("button[name="+button+"]").Attr("value"))
	}
	return v
}

func checked(n *testkit.Doc) bool {
	_, is := n.Attrs()["checked"]
	return is
}

// ticked and unticked are the offers of the form that are chosen and those that may be.
func ticked(doc *testkit.Doc) (chosen, others []string) {
	for _, n := range doc.Find("form[aria-label='What is compared'] input[name=offers]").Each() {
		if checked(n) {
			chosen = append(chosen, n.Attr("value"))
		} else {
			others = append(others, n.Attr("value"))
		}
	}
	return chosen, others
}

// Few offers are listed under their countries; there is nothing to look for.
func TestThePickerOfFew(t *testing.T) {
	s := desk(t)
	doc := s.page("/compare")
	chosen, others := ticked(doc)
	assert.Equal(t, strings.Split(join(s.leads()), ","), chosen)
	assert.Len(t, others, 32, "all 36 but the four leads")
	assert.Zero(t, doc.Find("#find").Count())
	legends := doc.Find(".picker legend").Texts()
	assert.Equal(t, "Compared now", legends[0])
	assert.Equal(t, "Open to any buyer", legends[len(legends)-1])
	assert.IsIncreasing(t, legends[1:len(legends)-1])
}

// Of many offers those compared are shown, and others are looked for, without losing any.
func TestThePickerOfMany(t *testing.T) {
	s := desk(t)
	me := with(s.signIn())
	for i := range 130 {
		o := plainOffer(offer.ID(fmt.Sprintf("own-more-%03d", i)))
		o.Title, o.Country = fmt.Sprintf("More %03d", i), "EST"
		if i == 40 {
			o.Provider, o.Country = "A rare <provider>", "KEN"
		}
		s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o}}})
	}
	before := s.queries.n.Load()
	doc := s.page("/compare?offers=own-more-120,are-stargate", me)
	assert.LessOrEqual(t, s.queries.n.Load()-before, int64(mostQueries))
	chosen, others := ticked(doc)
	assert.Equal(t, []string{"own-more-120", "are-stargate"}, chosen, "in the order of the address")
	assert.Len(t, others, store.RegisterRows)
	assert.Equal(t, "There are 164 other offers. These are the first 50; to see others, look for them.", doc.One("#found").Text(), "130 and 36 but two")
	assert.Zero(t, doc.Find(".picker[open]").Count())
	assert.Zero(t, doc.Find("[autofocus]").Count())
	assert.Equal(t, "choose", doc.Find("form[aria-label='What is compared'] button").Each()[0].Attr("name"), "what Enter presses")
	doc = s.page("/compare?"+sent(doc, "choose").Encode(), me)
	assert.Zero(t, doc.Find(".picker[open]").Count(), "nothing was looked for: Enter in another field compares")

	look := func(doc *testkit.Doc, find, country string, tick ...string) *testkit.Doc {
		t.Helper()
		v := sent(doc, "choose")
		v.Set("find", find)
		v.Set("country", country)
		for _, id := range tick {
			v.Add("offers", id)
		}
		doc = s.page("/compare?"+v.Encode(), me)
		assert.Empty(t, faults(doc))
		assert.Equal(t, 1, doc.Find(".picker[open]").Count())
		assert.Equal(t, find, doc.One("#find").Attr("value"))
		return doc
	}
	doc = look(doc, "more 12", "")
	_, others = ticked(doc)
	assert.Equal(t, []string{"own-more-121", "own-more-122", "own-more-123", "own-more-124", "own-more-125", "own-more-126", "own-more-127", "own-more-128", "own-more-129"}, others, "without the one that is compared")
	assert.Equal(t, "9 other offers fit.", doc.One("#found").Text())

	doc = look(doc, "RARE <", "", "own-more-125")
	chosen, others = ticked(doc)
	assert.Equal(t, []string{"own-more-120", "are-stargate", "own-more-125"}, chosen, "ticked in the first search, kept in the second")
	assert.Equal(t, []string{"own-more-040"}, others)
	assert.Equal(t, "1 other offer fits.", doc.One("#found").Text())

	doc = look(doc, "", "KEN")
	assert.Equal(t, "KEN", doc.One("#country option[selected]").Attr("value"))
	_, others = ticked(doc)
	assert.Equal(t, []string{"own-more-040"}, others)

	doc = look(doc, "more 0", "")
	_, others = ticked(doc)
	assert.Len(t, others, store.RegisterRows)
	assert.Equal(t, "100 other offers fit. These are the first 50; 50 more: narrow the search.", doc.One("#found").Text(), "from 000 to 099")

	doc = look(doc, "nothing like it", "")
	chosen, others = ticked(doc)
	assert.Empty(t, others)
	assert.Len(t, chosen, 3)
	assert.Equal(t, "No other offer fits: look for another word or another country.", doc.One("#found").Text())

	// Comparing leaves the search behind; the offers that were taken out are gone.
	v := sent(doc, "")
	v["offers"] = []string{"own-more-125", "are-stargate"}
	doc = s.page("/compare?"+v.Encode(), me)
	chosen, _ = ticked(doc)
	assert.Equal(t, []string{"own-more-125", "are-stargate"}, chosen)
	assert.Zero(t, doc.Find(".picker[open]").Count())
	assert.Empty(t, doc.One("#find").Attr("value"))

	then := url.QueryEscape("2199-01-01T00:00:00Z")
	drills := s.page("/compare/drills?offers=are-stargate&find=more+12&choose=1&recorded="+then, me)
	assert.Equal(t, "/compare/drills", drills.One("form[aria-label='What is compared']").Attr("action"), "it stays on its view")
	assert.Equal(t, 1, drills.Find("#found[autofocus]").Count())
	assert.NotEmpty(t, sent(drills, "choose").Get("recorded"))
	for _, wrong := range []string{"country=Estonia", "country=EE", "find=a%00b"} {
		assert.Equal(t, http.StatusUnprocessableEntity, s.get("/compare?choose=1&"+wrong, me).Code, wrong)
		assert.Equal(t, http.StatusOK, s.get("/compare?"+wrong, me).Code, "nothing was looked for")
	}
	require.Empty(t, s.log.String())
}
