package analyse

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLayoutPutsARowOnALine(t *testing.T) {
	got := layout([]byte(`{"a":[1,2],"m":[[1,2],[3,4]],"o":{"x":[[1],[2]],"y":"a \", {b"},"e":[],"f":{}}`))
	assert.Equal(t, `{
  "a": [1, 2],
  "m": [
    [1, 2],
    [3, 4]
  ],
  "o": {
    "x": [
      [1],
      [2]
    ],
    "y": "a \", {b"
  },
  "e": [],
  "f": {}
}
`, string(got))
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, got))
	assert.Equal(t, `{"a":[1,2],"m":[[1,2],[3,4]],"o":{"x":[[1],[2]],"y":"a \", {b"},"e":[],"f":{}}`, compact.String())
}
