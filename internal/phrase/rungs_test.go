package phrase_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/evaluate"
	"assay/internal/phrase"
)

func TestRungsInWords(t *testing.T) {
	assert.Equal(t, "67.97 to 70.47 %", phrase.RungScore(evaluate.Interval{Lo: 67.97235, Hi: 70.47235}))
	assert.Equal(t, "100.08 %", phrase.RungScore(evaluate.Interval{Lo: 100.0756, Hi: 100.0756}))
	assert.Equal(t, "SEAL-0 to SEAL-4", phrase.SEAL(evaluate.Levels{Lo: 0, Hi: 4}))
	assert.Equal(t, "SEAL-2", phrase.SEAL(evaluate.Levels{Lo: 2, Hi: 2}))
	l := evaluate.AssuranceLevel{Possible: evaluate.Levels{Lo: 0, Hi: 4}}
	assert.Equal(t, "nothing that limits it is answered", phrase.Assurance(l))
	l = evaluate.AssuranceLevel{Known: true, Level: 2, Binding: []string{"a", "b"}, Possible: evaluate.Levels{Lo: 2, Hi: 2}}
	assert.Equal(t, "bound by a, b", phrase.Assurance(l))
	l.Binding, l.Possible.Lo = []string{"a", "b", "c", "d", "e", "f"}, 1
	assert.Equal(t, "SEAL-2 by what is answered, bound by a, b, c, d and 2 more", phrase.Assurance(l))
}
