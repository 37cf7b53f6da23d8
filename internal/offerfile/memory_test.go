package offerfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offerfile"
	"assay/internal/testkit"
)

// The largest files that are read, made to cost memory, cost less than 64 MiB.
func TestFilesStaySmallInMemory(t *testing.T) {
	one := "offers:\n- id: a\n  title: b\n  provider: c\n  country: EST\n"
	ladder := func(step string) string {
		var b strings.Builder
		for i := range 1900 {
			b.WriteString(strings.Repeat(" ", i) + step)
		}
		return b.String()
	}
	times := func(s string, n int) string { return strings.Repeat(s, n) }
	const most = offerfile.MaxValues
	tests := []struct{ name, file string }{
		{"values of the wrong kind", "offers: [" + times("a,", most-4) + "]"},
		{"a list without end", one + "  seeds: [" + times("a,", most-20) + "]"},
		{"numbers without end", one + "  sites: [{name: a, mw_now: [" + times("1,", most-30) + "]}]"},
		{"empty offers", "offers: [" + times("{},", most/4) + "]"},
		{"a long text", one + "  summary: " + times("a b ", 500_000)},
		{"a long quotation", one + "  summary: \"" + times("\\n", 1_000_000) + "\""},
		{"nested keys", ladder("a:\n")},
		{"nested lists", ladder("-\n")},
		{"lists in one line", times("- ", 1_000_000)},
		{"keys in one line", times("? ", 1_000_000)},
		{"quotes", times(`"" `, 600_000)},
		{"single quotes", times("'' ", 600_000)},
		{"brackets", times("]", 2_000_000)},
		{"braces", times("}", 2_000_000)},
		{"anchors", times("&a ", most)},
		{"aliases", times("*a ", most)},
		{"tags", times("! ", most)},
		{"documents", times("---\n", most/3)},
		{"comments", times("#\n", most)},
		{"tabs", times("\t", 2_000_000)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			grown := testkit.PeakGrowth(func() { _, _ = offerfile.Read("f", []byte(tt.file)) })
			assert.Less(t, grown, uint64(64<<20))
			t.Logf("%d MiB", grown>>20)
		})
	}
}

func TestFilesThatWeighTooMuch(t *testing.T) {
	_, err := offerfile.Read("f", []byte("offers:\n"+strings.Repeat("- {}\n", offerfile.MaxValues/3)))
	require.EqualError(t, err, "f:8001:1: up to here stand more than 32000 lines and values; write less to a file")
	_, err = offerfile.Read("f", []byte("offers:\n"+strings.Repeat("- ", 33)))
	require.EqualError(t, err, "f:2:1: more than 32 signs of lists (-) or keys (?) stand on this line; put text in quotes, and lists on lines of their own")
	for _, c := range library(t).Cases {
		var b strings.Builder
		require.NoError(t, offerfile.Write(&b, fileOf(c)))
		assert.Less(t, len(b.String()), offerfile.MaxBytes/10, "%s is far from the bounds", c.ID)
	}
}
