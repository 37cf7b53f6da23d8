package exchange

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/testkit"
)

// randomBundle holds a few of everything, in no order.
func randomBundle(r *rand.Rand) Bundle {
	word := func() string {
		const letters = "abc<>&\"\\é漢\n\u2028 "
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteRune([]rune(letters)[r.IntN(len([]rune(letters)))])
		}
		return b.String()
	}
	id := func(i int) offer.ID { return offer.ID(fmt.Sprintf("own-%d-%d", i, r.IntN(1000))) }
	var b Bundle
	for i := range r.IntN(4) {
		b.Evidence = append(b.Evidence, offer.Evidence{ID: id(i), Account: word(), Source: offer.Source{Publisher: word(), Grade: offer.GradeA, Issued: offer.Date{Year: 2026, Month: 1 + r.IntN(12)}}})
		b.Offers = append(b.Offers, offer.Offer{ID: b.Evidence[i].ID, Title: word(), Parts: offer.Parts{Sites: []offer.Site{{Name: word(), MWNow: &offer.Figure{Range: offer.Range{Lo: r.Float64(), Hi: 1 + r.Float64()}}}}}})
		b.Answers = append(b.Answers, BundledAnswers{fmt.Sprintf("own-f%d@1", i), []offer.Answer{{Offer: id(i), Criterion: "B", Rationale: word()}, {Offer: "own-0", Criterion: "A"}}})
		for _, kind := range []string{"offer", "evidence"} {
			if r.IntN(2) == 0 {
				b.Archived = append(b.Archived, ArchivedRecord{kind, b.Evidence[i].ID})
			}
		}
		b.Weightings = append(b.Weightings, framework.Weighting{ID: fmt.Sprint(r.Uint64()), Person: word(), Given: time.Unix(r.Int64N(1e9), r.Int64N(1e6)*1000).UTC(), Dimensions: []framework.Points{{ID: "a", Points: r.Float64()}}})
		b.Comparisons = append(b.Comparisons, BundledComparison{ID: fmt.Sprint(r.Uint64()), Name: word(), Offers: []offer.ID{id(i)}})
		b.Frameworks = append(b.Frameworks, BundledFramework{fmt.Sprintf("own-f%d@1", i), []byte(word())})
		body := []byte(word() + fmt.Sprint(i))
		sum := sha256.Sum256(body)
		b.Attachments = append(b.Attachments, BundledAttachment{hex.EncodeToString(sum[:]), word(), "text/plain", body})
	}
	return b
}

func written(t testing.TB, b Bundle) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, WriteBundle(&buf, b))
	return buf.Bytes()
}

func TestABundleReadAndWrittenAgainIsTheSameFile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		b := randomBundle(r)
		first := written(t, b)
		read, err := ReadBundle(bytes.NewReader(first), int64(len(first)))
		require.NoError(t, err)
		require.Equal(t, first, written(t, read))
		r.Shuffle(len(b.Offers), func(i, j int) { b.Offers[i], b.Offers[j] = b.Offers[j], b.Offers[i] })
		r.Shuffle(len(b.Answers), func(i, j int) { b.Answers[i], b.Answers[j] = b.Answers[j], b.Answers[i] })
		r.Shuffle(len(b.Archived), func(i, j int) { b.Archived[i], b.Archived[j] = b.Archived[j], b.Archived[i] })
		require.ElementsMatch(t, b.Archived, read.Archived)
		require.Equal(t, first, written(t, b), "the order of lists says nothing")
	}
}

// repacked is a bundle with its entries changed by hand.
func repacked(t testing.TB, bundle []byte, method uint16, change func(name string, body []byte) (string, []byte)) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	require.NoError(t, err)
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, f := range z.File {
		in, err := f.Open()
		require.NoError(t, err)
		var body bytes.Buffer
		_, err = body.ReadFrom(in)
		require.NoError(t, err)
		name, content := change(f.Name, body.Bytes())
		if name == "" {
			continue
		}
		out, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		require.NoError(t, err)
		_, err = out.Write(content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return buf.Bytes()
}

func TestBundlesThatAreRefused(t *testing.T) {
	good := written(t, randomBundle(rand.New(rand.NewPCG(3, 5))))
	same := func(name string, body []byte) (string, []byte) { return name, body }
	only := func(entry, rename, content string) func(string, []byte) (string, []byte) {
		return func(name string, body []byte) (string, []byte) {
			if name != entry {
				return name, body
			}
			if content != "" {
				body = []byte(content)
			}
			return rename, body
		}
	}
	bare := func(lists map[string]string) []byte { return bareBundle(t, lists) }
	archived := func(list string) []byte {
		return bare(map[string]string{"offers.json": `[{"id":"own-o"}]`, "archived.json": list})
	}
	_, err := ReadBundle(bytes.NewReader(bare(nil)), int64(len(bare(nil))))
	require.NoError(t, err, "an empty workspace has a bundle, too")
	for name, tt := range map[string]struct {
		file []byte
		says string
	}{
		"not a zip":        {[]byte("hello"), "no bundle"},
		"cut off":          {good[:len(good)/2], "no bundle"},
		"a bomb":           {repacked(t, good, zip.Deflate, same), "packed or encrypted"},
		"out of its place": {repacked(t, good, zip.Store, only("offers.json", "../offers.json", "")), "does not belong"},
		"a changed list":   {repacked(t, good, zip.Store, only("offers.json", "offers.json", "[]")), "was changed after"},
		"a missing list":   {repacked(t, good, zip.Store, only("offers.json", "", "")), "is in the manifest and not in the bundle"},
		"no manifest":      {repacked(t, good, zip.Store, only("manifest.json", "", "")), "has no manifest.json"},
		"another format":   {repacked(t, good, zip.Store, only("manifest.json", "manifest.json", `{"format":2,"entries":[]}`)), "names format 2"},
		"an unlisted one":  {repacked(t, good, zip.Store, only("manifest.json", "manifest.json", `{"format":1,"entries":[]}`)), "not in the manifest"},
		"twice":            {repacked(t, good, zip.Store, only("offers.json", "answers.json", "")), "twice"},
		"an unknown key":   {bare(map[string]string{"offers.json": `[{"identity":1}]`}), "is not what a bundle holds"},
		"deep":             {bare(map[string]string{"offers.json": strings.Repeat("[", 30) + strings.Repeat("]", 30)}), "nests deeper"},
		"too many":         {bare(map[string]string{"offers.json": "[" + strings.Repeat("{},", 1000) + "{}]"}), "more than the 1000 records"},
		"more after it":    {bare(map[string]string{"offers.json": "[][]"}), "goes on after"},
		"a huge record":    {bare(map[string]string{"offers.json": `[{"title":"` + strings.Repeat("x", 1<<20) + `"}]`}), "more than 1024 KiB"},
		"no list":          {bare(map[string]string{"offers.json": `{}`}), "is not what a bundle holds"},
		"archived nowhere": {archived(`[{"kind":"offer","id":"own-o"},{"kind":"evidence","id":"own-o"}]`), `archived.json: names as record 2 the evidence "own-o", which is not in the bundle`},
		"archived twice":   {archived(`[{"kind":"offer","id":"own-o"},{"kind":"offer","id":"own-o"}]`), `archived.json: names the offer "own-o" twice, the second time as record 2`},
		"archived answer":  {archived(`[{"kind":"answer","id":"own-o"}]`), `archived.json: gives record 1 the kind "answer"`},
		"archived oddly":   {archived(`["own-o"]`), "archived.json: is not what a bundle holds"},
		"a lost copy":      {bare(map[string]string{"attachments.json": `[{"sha256":"` + strings.Repeat("0", 64) + `","name":"x","media_type":"y"}]`}), "is missing or another file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadBundle(bytes.NewReader(tt.file), int64(len(tt.file)))
			_, ok := errors.AsType[*BundleError](err)
			require.True(t, ok, "%v", err)
			assert.ErrorContains(t, err, tt.says)
		})
	}
}

// bareBundle is a bundle of lists as they are, with a right manifest.
func bareBundle(t testing.TB, lists map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	m := bundleManifest{Format: 1}
	add := func(name string, body []byte) {
		out, err := w.CreateHeader(&zip.FileHeader{Name: name})
		require.NoError(t, err)
		_, err = out.Write(body)
		require.NoError(t, err)
	}
	names := bundleLists
	if lists[archivedName] != "" {
		names = append(slices.Clone(names), archivedName)
	}
	for _, name := range names {
		body := []byte(cmp.Or(lists[name], "[]\n"))
		sum := sha256.Sum256(body)
		m.Entries = append(m.Entries, bundleEntry{name, len(body), hex.EncodeToString(sum[:])})
		add(name, body)
	}
	body, err := canonicalJSON(m)
	require.NoError(t, err)
	add(manifestName, body)
	require.NoError(t, w.Close())
	return buf.Bytes()
}

// Whatever a bundle holds, reading it takes less than 64 MiB beside the file.
func TestBundlesStaySmallInMemory(t *testing.T) {
	times := func(s string, n int) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	for name, lists := range map[string]map[string]string{
		"empty offers":     {"offers.json": "[" + times("{}", 5_000_000) + "]"},
		"offers as many":   {"offers.json": "[" + times(`{"parts":{"sites":[`+times("{}", 38)+`]}}`, 1_000) + "]"},
		"sites in one":     {"offers.json": `[{"parts":{"chips":[` + times("{}", 39_000) + `]}}]`},
		"answers as many":  {"answers.json": "[" + times(`{"answer":{"lo":{},"hi":{},"caps":[{}]}}`, 29_000) + "]"},
		"answers too many": {"answers.json": "[" + times("{}", 5_000_000) + "]"},
		"names":            {"answers.json": "[" + times(`{"answer":{"lo":{"evidence":[`+times(`""`, 33_000)+`]}}}`, 30) + "]"},
		"one long text":    {"evidence.json": `[{"account":"` + strings.Repeat("x", 15<<20) + `"}]`},
		"long texts":       {"evidence.json": "[" + times(`{"account":"`+strings.Repeat("x", 1_000_000)+`"}`, 15) + "]"},
		"archived as many": {"archived.json": "[" + times(`{"kind":"offer","id":"own-o"}`, 6_000) + "]", "offers.json": "[" + times(`{"id":"own-o"}`, 1_000) + "]"},
		"archived at all":  {"archived.json": "[" + times(`{}`, 5_000_000) + "]"},
		"points":           {"weightings.json": `[{"criteria":[` + times("{}", 99_000) + `]}]`},
	} {
		t.Run(name, func(t *testing.T) {
			file := bareBundle(t, lists)
			grown := testkit.PeakGrowth(func() { _, _ = ReadBundle(bytes.NewReader(file), int64(len(file))) })
			assert.Less(t, grown, uint64(64<<20))
			t.Logf("%d MiB", grown>>20)
		})
	}
}

// What would not be read is not written.
func TestABundleOfTooMuchIsNotWritten(t *testing.T) {
	b := Bundle{Evidence: make([]offer.Evidence, 5_000)}
	require.NoError(t, WriteBundle(io.Discard, b))
	b.Evidence = append(b.Evidence, offer.Evidence{})
	err := WriteBundle(io.Discard, b)
	require.ErrorContains(t, err, "evidence.json: holds more than the 5000 records that are read")
}

// A large file is refused before it is read.
func TestALargeBundleIsNotRead(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := ReadBundle(nil, 100<<20)
	runtime.ReadMemStats(&after)
	assert.ErrorContains(t, err, "larger than")
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}

func FuzzReadBundle(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		f.Add(written(f, randomBundle(r)))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := ReadBundle(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			_, ok := errors.AsType[*BundleError](err)
			require.True(t, ok, "%v", err)
			return
		}
		first := written(t, b)
		again, err := ReadBundle(bytes.NewReader(first), int64(len(first)))
		require.NoError(t, err)
		require.Equal(t, first, written(t, again))
	})
}

// A damaged bundle is refused with words, or is one all the same; it never takes long or panics.
func TestDamagedBundlesAreRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	good := written(t, randomBundle(rand.New(rand.NewPCG(3, 5))))
	taken := 0
	for range 20_000 {
		file := bytes.Clone(good)
		for range 1 + r.IntN(4) {
			switch i := r.IntN(len(file)); r.IntN(3) {
			case 0:
				file[i] = byte(r.IntN(256))
			case 1:
				file[i] ^= 1 << r.IntN(8)
			default:
				file = append(file[:i], file[min(len(file), i+r.IntN(8)):]...)
			}
		}
		_, err := ReadBundle(bytes.NewReader(file), int64(len(file)))
		if err == nil {
			taken++ // what was changed says nothing, such as a time in the directory
			continue
		}
		_, ok := errors.AsType[*BundleError](err)
		require.True(t, ok, "%v", err)
	}
	assert.Less(t, taken, 2_000)
}

// A bundle in which nothing is archived is the file it was before bundles said so.
func TestOnlyABundleWithSomethingArchivedSaysSo(t *testing.T) {
	entries := func(b Bundle) (names []string) {
		file := written(t, b)
		z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		require.NoError(t, err)
		for _, f := range z.File {
			names = append(names, f.Name)
		}
		return names
	}
	b := Bundle{Offers: []offer.Offer{{ID: "own-o"}}}
	lists := []string{"manifest.json", "answers.json", "attachments.json", "comparisons.json", "evidence.json", "offers.json", "weightings.json"}
	assert.Equal(t, lists, entries(b))
	b.Archived = []ArchivedRecord{{"offer", "own-o"}}
	assert.Equal(t, slices.Insert(lists, 2, "archived.json"), entries(b))
}
