package pdf

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/scene"

	"github.com/stretchr/testify/require"
)

var when = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

var (
	offers   = []string{"A Aurora Compact", "B Meridian Cloud", "C Han River Alliance", "D Open Commons"}
	byline   = []string{"Northlight Systems · US", "Meridian Telecom · EU", "Hanbit AI · KR", "Open Model Trust · multi"}
	groups   = []string{"Sovereignty & control", "Capability", "Cost & exit", "Security & assurance", "People & society"}
	groupHue = []int{1, 7, 5, 6, 8}
	parts    = [][]float64{{11.0, 22.6, 7.3, 8.8, 5.6}, {21.4, 18.3, 11.0, 10.0, 6.9}, {21.2, 19.6, 11.9, 8.8, 7.7}, {24.4, 12.0, 15.0, 8.9, 6.6}}
	criteria = []string{"Data residency and jurisdiction", "Access to model weights", "Export-control exposure", "Model quality, national languages",
		"Compute availability", "Delivery timeline", "Ten-year cost", "Exit and portability", "Security assurance", "Audit and transparency", "Local skills transfer", "Energy and environment"}
	basis = []string{"Statutory reach of home jurisdiction", "Escrow, licence and audit rights", "Licence revocability", "Benchmarks, human evaluation",
		"Guaranteed accelerator hours", "Months to production", "Net present value, central case", "Switching cost at year five", "Independent certification", "Logging, inspection rights", "Secondments, curricula", "Grid mix, water use"}
	weights = []int{14, 10, 9, 12, 8, 6, 10, 8, 8, 5, 6, 4}
	scores  = [][]int{{42, 78, 64, 70}, {20, 45, 70, 92}, {35, 66, 58, 60}, {86, 71, 82, 50}, {91, 68, 72, 40}, {84, 73, 66, 47}, {48, 59, 70, 76}, {31, 64, 61, 92}, {82, 80, 71, 55}, {45, 72, 63, 90}, {52, 61, 83, 70}, {63, 82, 69, 60}}
)

// stacked is the bar chart of weighted contributions.
func stacked() scene.Scene {
	s := scene.Scene{Width: 620, Height: 250, Title: "Weighted score by criterion group", Desc: "Offer C leads with 69.2 of 100, then B with 67.7, D with 66.9 and A with 55.4."}
	x := 0.0
	for i, g := range groups {
		s.Items = append(s.Items, scene.Rect{X: x, Y: 2, W: 12, H: 12, Radius: 3, Paint: scene.Paint{Fill: scene.Series(groupHue[i])}},
			scene.Text{X: x + 17, Y: 12, String: g, Size: 11, Fill: scene.Ink})
		x += 17 + scene.Advance(g, 11, scene.Regular) + 20
	}
	unit := 6.0
	for v := 0; v <= 80; v += 20 {
		at := 150 + unit*float64(v)
		s.Items = append(s.Items, scene.Line{X1: at, Y1: 32, X2: at, Y2: 214, Paint: scene.Paint{Stroke: scene.Grid, Width: 1}},
			scene.Text{X: at, Y: 230, String: fmt.Sprint(v), Size: 10, Anchor: scene.Middle, Fill: scene.Muted})
	}
	for i, o := range offers {
		y := 36 + 46*float64(i)
		row := scene.Group{Title: o, Items: []scene.Item{
			scene.Text{X: 0, Y: y + 13, String: o, Size: 12, Weight: scene.Bold, Fill: scene.Ink},
			scene.Text{X: 0, Y: y + 27, String: byline[i], Size: 9.5, Fill: scene.Muted}}}
		at, sum := 150.0, 0.0
		for k, v := range parts[i] {
			row.Items = append(row.Items, scene.Rect{X: at, Y: y, W: v*unit - 1, H: 30, Radius: 1.5, Paint: scene.Paint{Fill: scene.Series(groupHue[k])}},
				scene.Text{X: at + v*unit/2, Y: y + 19, String: fmt.Sprintf("%.1f", v), Size: 10, Anchor: scene.Middle, Fill: scene.On(scene.Series(groupHue[k]))})
			at, sum = at+v*unit, sum+v
		}
		row.Items = append(row.Items, scene.Text{X: at + 8, Y: y + 20, String: fmt.Sprintf("%.1f", sum), Size: 13, Weight: scene.Bold, Fill: scene.Ink})
		s.Items = append(s.Items, row)
	}
	return s
}

// curves uses every kind of shape.
func curves() scene.Scene {
	s := scene.Scene{Width: 620, Height: 180, Title: "Ribbons", Desc: "Two layers depend on two vendors."}
	for i := range 3 {
		y0, y1 := 10+50*float64(i), 10+50*float64(2-i)
		r := scene.Path{Paint: scene.Paint{Fill: scene.Soft(i + 1)}}
		r.MoveTo(120, y0)
		r.CurveTo(250, y0, 250, y1, 400, y1)
		r.LineTo(400, y1+30)
		r.CurveTo(250, y1+30, 250, y0+30, 120, y0+30)
		r.Close()
		s.Items = append(s.Items, r,
			scene.Rect{X: 108, Y: y0, W: 12, H: 30, Paint: scene.Paint{Fill: scene.Series(i + 1)}},
			scene.Polyline{Points: []scene.Point{{X: 420, Y: y1}, {X: 480, Y: y1 + 20}, {X: 560, Y: y1 + 5}}, Paint: scene.Paint{Stroke: scene.Series(i + 1), Width: 2, Dash: scene.Dash(i)}},
			scene.Circle{X: 560, Y: y1 + 5, R: 8, Paint: scene.Paint{Fill: scene.Surface, Stroke: scene.Series(i + 1), Width: 2}},
			scene.Text{X: 560, Y: y1 + 8.5, String: string(rune('A' + i)), Size: 9, Weight: scene.Bold, Anchor: scene.Middle, Fill: scene.Ink},
			scene.Text{X: 100, Y: y0 + 19, String: "Layer", Size: 11, Anchor: scene.End, Fill: scene.Ink})
	}
	return s
}

func scoreTable() Table {
	t := Table{
		Caption: "Table 1. Scores by criterion (0–100)", Anchor: "table-1",
		Columns: []Column{{Head: true}, {}, {Align: End}, {Align: End}, {Align: End}, {Align: End}, {Align: End}},
		Header:  []Row{Cells("Criterion", "Evidence basis", "Weight", "A", "B", "C", "D")},
	}
	for i, c := range criteria {
		r := Cells(c, basis[i], fmt.Sprintf("%d%%", weights[i]))
		for _, v := range scores[i] {
			r.Cells = append(r.Cells, Cell{Spans: []Span{{Text: fmt.Sprint(v)}}})
		}
		t.Rows = append(t.Rows, r)
	}
	total := Cells("Weighted total", "", "100%", "55.4", "67.7", "69.2", "66.9")
	total.Strong = true
	t.Rows = append(t.Rows, total)
	return t
}

func heatTable() Table {
	t := Table{
		Caption: "Table 2. Offers by criteria, with grounds",
		Columns: []Column{{Head: true, Width: 0.4}, {Align: Center}, {Align: Center}, {Align: Center}, {Align: Center}},
		Header: []Row{
			{Cells: []Cell{{}, {Spans: []Span{{Text: "Closed offers"}}, ColSpan: 2}, {Spans: []Span{{Text: "Open offers"}}, ColSpan: 2}}},
			Cells("Criterion", "Offer A", "Offer B", "Offer C", "Offer D"),
		},
	}
	for i, c := range criteria {
		if i%6 == 0 {
			t.Rows = append(t.Rows, Row{Strong: true, Cells: []Cell{{Spans: []Span{{Text: groups[i/6]}}, ColSpan: 5}}})
		}
		r := Cells(c)
		for _, v := range scores[i] {
			r.Cells = append(r.Cells, Cell{Spans: []Span{{Text: fmt.Sprint(v)}}, Fill: scene.Heat(v / 20)})
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// sample is a briefing that uses every kind of block.
func sample() *Document {
	d := New(Meta{Title: "Sovereign AI partnership offers: scored briefing", Lang: "en", Subject: "Comparison of four offers against twelve criteria", Author: "Ministry of Digital Affairs", Created: when})
	d.Run(Running{HeaderStart: "Ministry of Digital Affairs", HeaderEnd: "BRF-2026-0147", FooterStart: "OFFICIAL"})
	d.SetCover(Cover{Organisation: "Ministry of Digital Affairs", Subtitle: "Comparison of four offers against twelve criteria",
		Facts: []Fact{{"Reference", "BRF-2026-0147"}, {"Date", "22 November 2026"}, {"Classification", "OFFICIAL"}, {"Data fingerprint", "sha256:9f2c…7be1"}}})
	d.Add(
		Heading{Level: 1, Text: "1. Executive summary"},
		Paragraph{Spans: []Span{{Text: "This briefing compares four partnership offers for national AI capacity. Each offer was scored by two independent analysts against twelve criteria; scores were reconciled and every score cites its evidence."}, {Text: "2", Super: true, Link: "#ref-2"}, {Text: " Weights were set by the inter-ministerial board on 12 September 2026."}}},
		Paragraph{Spans: []Span{{Text: "Offer C (Han River Alliance)", Weight: scene.Bold}, {Text: " leads with 69.2 of 100 points and is ranked first under 48% of plausible weightings. "}, {Text: "Offer B", Italic: true}, {Text: " is close behind; see "}, {Text: "Table 1", Link: "#table-1"}, {Text: " and "}, {Text: "the register of sources kept by the ministry", Link: "https://example.gov/registers/sources"}, {Text: "."}}},
		KeyFigures{[]KeyFigure{{"69.2", "Offer C total, of 100"}, {"48%", "Weightings ranking C first"}, {"€240m", "Cost to leave Offer A in year ten"}}},
		Figure{Scene: stacked(), Caption: "Figure 1. Weighted score by criterion group. Values are in Table 1."},
		Heading{Level: 1, Text: "2. Comparison of offers"},
		scoreTable(),
		heatTable(),
		Heading{Level: 2, Text: "Dependency and exit"},
		Figure{Scene: curves(), Caption: "Figure 2. Dependency of offer C."},
		List{Items: []Item{{Spans: []Span{{Text: "Escrowed access to model weights, released when the supplier stops service or changes hands, verified once a year by an agreed third party."}}}, {Spans: []Span{{Text: "A right to leave in year four."}}}}},
		Heading{Level: 1, Text: "3. Summary in four languages"},
		Callout{Lang: "ar", Title: "ملخص تنفيذي", Body: []Paragraph{Text("توصي هذه الإحاطة بالعرض (ج) «تحالف نهر هان» بدرجة 69.2 من 100، مع تفاوض إلزامي على حقوق الوصول إلى أوزان النموذج وعلى بند الخروج في السنة الرابعة. لا يتغير الترتيب الأول إلا إذا تجاوز وزن الإقامة الوطنية للبيانات 22٪ (انظر الجدول 2).")}},
		Callout{Lang: "hi", Title: "कार्यकारी सारांश", Body: []Paragraph{Text("यह संक्षिप्त विवरण प्रस्ताव C (हान रिवर अलायंस) की सिफ़ारिश करता है, जिसे 100 में से 69.2 अंक मिले। मॉडल भार तक पहुँच, डेटा-संप्रभुता और चौथे वर्ष में निकास की शर्त अनिवार्य है। क्षेत्र, ज्ञान, श्रेष्ठ, द्वितीय — संयुक्ताक्षर परीक्षण।")}},
		Callout{Lang: "ko", Title: "요약", Body: []Paragraph{Text("이 브리핑은 100점 만점에 69.2점을 받은 제안 C(한강 연합)를 권고한다. 다만 모델 가중치 접근권과 4년 차 종료 조항에 대한 협상이 선행되어야 한다. 데이터 국내 보관 가중치가 22%를 넘을 때에만 1순위가 바뀐다.")}},
		Callout{Lang: "et", Title: "Kokkuvõte", Body: []Paragraph{Text("Käesolev ülevaade soovitab pakkumist C (Han River Alliance), mis sai 69,2 punkti 100-st. Läbirääkimistel tuleb kindlasti kokku leppida mudelikaalude kättesaadavuses ja neljanda aasta väljumistingimuses. Täheproov: õ ä ö ü š ž Õ Ä Ö Ü Š Ž.")}},
		Heading{Level: 1, Text: "References"},
		List{Numbered: true, Small: true, Items: []Item{
			{Spans: []Span{{Text: "Offer documents A–D, as submitted to the Ministry, 3 October 2026. "}, {Text: "https://example.gov/offers/2026", Link: "https://example.gov/offers/2026"}}},
			{Spans: []Span{{Text: "ISO/IEC 42001:2023, Artificial intelligence management system. "}, {Text: "https://www.iso.org/standard/81230.html", Link: "https://www.iso.org/standard/81230.html"}}, Anchor: "ref-2"},
		}},
	)
	return d
}

func render(t testing.TB, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	_, err := d.WriteTo(&b)
	require.NoError(t, err)
	return b.Bytes()
}

// The sample is kept as an artifact so that its pages can be looked at (go test -artifacts).
func TestSampleIsWritten(t *testing.T) {
	out := render(t, sample())
	require.NoError(t, os.WriteFile(filepath.Join(t.ArtifactDir(), "sample.pdf"), out, 0o644))
}
