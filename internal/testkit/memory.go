package testkit

import (
	"runtime"
	"runtime/debug"
	"time"
)

// PeakGrowth runs f and returns by how many bytes the heap grew at most, looked at every half
// millisecond. The collector is made to keep close to what is held: by itself it lets garbage
// grow as large as everything that other code, here the tests' own files, holds.
func PeakGrowth(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(30))
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	runtime.GC()
	before, peak := heap(), uint64(0)
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(500 * time.Microsecond):
				peak = max(peak, heap())
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return max(peak, heap(), before) - before
}
