package offer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/offer"
)

func TestOwnIDs(t *testing.T) {
	free := func(offer.ID) bool { return false }
	assert.Equal(t, offer.ID("own-stargate-uae-1-gw"), offer.OwnID("Stargate UAE: 1 GW!", free))
	assert.Equal(t, offer.ID("own-record"), offer.OwnID("الإمارات", free))
	long := offer.OwnID(strings.Repeat("word ", 40), free)
	assert.True(t, long.Valid(), "%s", long)
	taken := map[offer.ID]bool{"own-a": true, "own-a-2": true}
	assert.Equal(t, offer.ID("own-a-3"), offer.OwnID("A", func(id offer.ID) bool { return taken[id] }))
}
