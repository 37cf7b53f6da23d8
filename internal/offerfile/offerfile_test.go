package offerfile_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/casestudy"
	"assay/internal/offer"
	"assay/internal/offerfile"
)

// unsigned are answers without assessor and version, which a file does not hold.
func unsigned(answers []offer.Answer) (all []offer.Answer) {
	for _, a := range answers {
		a.Assessor, a.Version = "", 0
		all = append(all, a)
	}
	return all
}

func rewritten(t *testing.T, f offerfile.File) offerfile.File {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, offerfile.Write(&b, f))
	got, err := offerfile.Read("f.yaml", b.Bytes())
	require.NoError(t, err, b.String())
	return got
}

// Every offer of the library, each by itself and with the evidence of all, reads back as it was
// written.
func TestReadingGivesWhatWasWritten(t *testing.T) {
	lib, err := casestudy.Embedded()
	require.NoError(t, err)
	n := 0
	for _, c := range lib.Cases {
		f := offerfile.File{Offers: c.Offers, Answers: unsigned(c.Answers), Capacity: unsigned(c.Capacity), Evidence: lib.Evidence}
		assert.Equal(t, f, rewritten(t, f), c.ID)
		n += len(c.Offers)
	}
	assert.Equal(t, 36, n)
}
