package pdf

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Words have to come back out of the file as they went in: for search, for copying, and for
// readers that do not use the structure.
func TestWordsComeBackFromTheFile(t *testing.T) {
	tests := []struct{ name, lang, text string }{
		{"English with ligatures and kerning", "en", "official affairs AVATAR offices 69.2 of 100 (48%)"},
		{"Estonian", "et", "Käesolev ülevaade soovitab pakkumist õigus väljumistingimuses žanr Šveits"},
		{"Arabic with ligatures", "ar", "توصي هذه الإحاطة بالعرض لا يتغير الترتيب الأول إلى في السنة بيانات"},
		{"Arabic with vowels", "ar", "كَتَبَ مُعَلِّم"},
		{"Persian with a joiner break", "fa", "گزارش خودمختاری دیجیتال"},
		{"Urdu", "ur", "ٹیکنالوجی خودمختاری"},
		{"Hindi with conjuncts", "hi", "क्षेत्र ज्ञान श्रेष्ठ द्वितीय संक्षिप्त सिफ़ारिश पहुँच संयुक्ताक्षर प्रस्ताव"},
		{"Korean", "ko", "데이터 국내 보관 가중치가 협상이 선행되어야 한다"},
		{"Russian and Greek", "en", "Суверенный интеллект Ψηφιακή κυριαρχία"},
		{"combining accents", "en", "e\u0323\u0302 a\u0301b"},
		{"a character no font has", "en", "name 國 here"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Meta{Title: "Words", Lang: "en", Created: when})
			d.Add(Paragraph{Lang: tt.lang, Spans: []Span{{Text: tt.text}}})
			out := tool(t, "poppler-utils", "pdftotext", saved(t, render(t, d)), "-")
			got := map[string]bool{}
			for _, w := range strings.FieldsFunc(out, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r) }) {
				got[w] = true
			}
			for w := range strings.FieldsSeq(tt.text) {
				assert.True(t, got[w], "%q did not come back; got %q", w, out)
			}
		})
	}
}

// Brackets of a right-to-left text are drawn mirrored but stand for what was written.
func TestBracketsInArabic(t *testing.T) {
	d := New(Meta{Title: "Words", Lang: "ar", Created: when})
	d.Add(Text("العرض (ج) «تحالف نهر هان»"))
	out := tool(t, "poppler-utils", "pdftotext", saved(t, render(t, d)), "-")
	assert.Contains(t, out, "(ج)")
	assert.Contains(t, out, "«تحالف")
}

func TestReadingOrderIsTheOrderOfTheDocument(t *testing.T) {
	out := tool(t, "poppler-utils", "pdfinfo", "-struct-text", saved(t, render(t, sample())))
	rest := out
	for _, want := range []string{"Sovereign AI partnership", "Data fingerprint", "1. Executive summary", "every score cites its evidence.", "Weights were set",
		"Offer C total", "Figure 1.", "Table 1. Scores", "Weighted total", "Dependency and exit", "Escrowed", "3. Summary", "References"} {
		_, after, found := strings.Cut(rest, want)
		require.True(t, found, "%q comes too early or not at all", want)
		rest = after
	}
}
