package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

	"assay/internal/exchange"
	"assay/internal/offer"
	"assay/internal/store"
)

// CardEvidence is the record of a card as a source: its maker's word. Its id follows from the
// address and the text, so the same card read twice is one record. Only what the address says
// is taken from it: the account that keeps the model on the hub, or else the site.
func CardEvidence(c exchange.ModelCard, text string, o CardOptions) offer.Evidence {
	sum := sha256.Sum256([]byte(o.URL + "\n" + text))
	account, repository := hubModel(o.URL)
	name := c.Model.Name
	if name == "" {
		name = repository
	}
	e := offer.Evidence{
		ID:      offer.OwnID("card "+hex.EncodeToString(sum[:6])+" "+name, func(offer.ID) bool { return false }),
		Account: cardSays(c),
		Source:  offer.Source{Type: "webpage", Title: strings.TrimSpace("Model card of " + cutText(name, 400)), URL: o.URL, Accessed: o.Read, Grade: offer.GradeA},
		Rung:    offer.VendorClaim,
	}
	if name == "" {
		e.Source.Title = "Model card"
	}
	e.Source.Publisher = account
	if account != "" {
		e.Source.Container = "Hugging Face"
	} else if u, err := url.Parse(o.URL); err == nil {
		e.Source.Publisher = cutText(u.Host, 290)
	}
	return e
}

// CardModelName is the name by which the hub keeps the model whose card has an address; empty:
// the address is none of the hub's.
func CardModelName(address string) string {
	_, name := hubModel(address)
	return name
}

func hubModel(address string) (account, model string) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() != "huggingface.co" && u.Hostname() != "www.huggingface.co" && u.Hostname() != "hf.co" {
		return "", ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" || strings.ContainsFunc(parts[0]+parts[1], notOfHub) || len(parts[0])+len(parts[1]) > 200 {
		return "", ""
	}
	return parts[0], parts[1]
}

// notOfHub reports letters that names on the hub do not have.
func notOfHub(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.", r)
}

// cardSays puts what a card names into one sentence.
func cardSays(c exchange.ModelCard) string {
	var parts []string
	if c.Model.Licence != "" {
		parts = append(parts, "the licence "+c.Model.Licence)
	}
	for _, k := range [][2]string{{"base_model", "the base model"}, {"training_data", "the training data"}, {"data_language", "the languages"}} {
		var names []string
		for _, l := range c.Model.Lineage {
			if l.Kind == k[0] {
				names = append(names, l.Name)
			}
		}
		if len(names) == 0 {
			continue
		}
		words := k[1] + " " + strings.Join(names[:min(len(names), maxNamed)], ", ")
		if more := len(names) - maxNamed; more > 0 {
			words += fmt.Sprintf(" and %d more", more)
		}
		parts = append(parts, words)
	}
	if len(parts) == 0 {
		return "The model card names no licence, base model, data or languages."
	}
	return cutText("The model card names "+strings.Join(parts, "; "), 1900) + "."
}

// maxNamed bounds the names of one kind in the account of a card.
const maxNamed = 5

// StoreCard stores an offer, of which a version was seen, with what was taken of a card, the record
// of the card and a copy of its text. A record that is there already stays as people left it, and
// is brought back if they archived it. It returns how many records are new or changed.
func StoreCard(ctx context.Context, tx *store.Tx, act store.Act, e offer.Evidence, text string, next offer.Offer, version int) (int, error) {
	there, err := tx.Evidence(ctx, []offer.ID{e.ID})
	if err != nil {
		return 0, err
	}
	if len(there) > 0 {
		e = there[0]
	} else if e.Source.Archive, err = tx.AddAttachment(ctx, act, store.Attachment{Name: "README.md.txt", MediaType: "text/plain", Body: []byte(text)}); err != nil {
		return 0, err
	}
	changes, _, err := tx.Plan(ctx, store.Changes{Evidence: []store.Seen[offer.Evidence]{{Item: e}}})
	if err != nil {
		return 0, err
	}
	changes.Offers = []store.Seen[offer.Offer]{{Item: next, Version: version}}
	evidence, offers, _, err := tx.Save(ctx, act, changes)
	return evidence.New + evidence.Changed + offers.New + offers.Changed, err
}
