package page_test

import (
	"testing"

	"assay/internal/offer"
	"assay/web/page"
)

func TestImportCardPage(t *testing.T) {
	p := page.ImportCard{
		Meta: meta("Error: Take a model card into an offer", "offers", "/import/card"), Offers: []page.Choice{{Value: "own-campus", Label: "Campus <1>"}},
		Offer: "own-campus", Model: "1", Text: "---\n<typed>", URL: "nowhere", Read: "2026-11-20", Problems: page.Problems{{Field: "url", Message: "Give the address."}},
	}
	golden(t, "import_card", page.ImportCardPage(p))
}

func TestCardPreviewPage(t *testing.T) {
	p := page.CardPreview{
		Meta: meta("Take in: README.md", "offers", "/import/card/1"), ID: "1", File: "README.md", Offer: offer.Offer{ID: "own-campus", Title: "Campus"}, Seen: 3,
		Models: []page.Choice{{Value: "1", Label: "Falcon"}, {Value: "new", Label: "A new model of this offer"}}, Model: "1", Changes: true,
		Items: []page.CardItem{
			{Key: "licence", Field: "Licence", Says: "Apache-2.0", Recorded: "MIT", Takes: "Apache-2.0", Note: "Drills go by it."},
			{Key: "lineage-0", Field: "Made from: base model", Says: "a/<b>", Takes: "a/<b>, disclosed", Taken: true},
			{Key: "name", Field: "Name", Says: "Falcon", Recorded: "Falcon", Same: true},
		},
		Source:  offer.Evidence{ID: "own-card", Account: "The model card names the licence Apache-2.0.", Source: offer.Source{Title: "Model card of Falcon", Publisher: "tiiuae", URL: "https://huggingface.co/tiiuae/falcon", Accessed: offer.Date{Year: 2026, Month: 11, Day: 20}}},
		Ignored: []string{"tags"},
	}
	golden(t, "card_preview", page.CardPreviewPage(p))
	p.Model, p.Name, p.Known, p.Notice, p.Ignored = "new", "Falcon 2", true, "Somebody else changed this model.", nil
	golden(t, "card_preview_new", page.CardPreviewPage(p))
	p.Items, p.Changes = p.Items[2:], false
	golden(t, "card_preview_same", page.CardPreviewPage(p))
}
