package store

import "slices"

// notNil returns xs, or an empty slice for nil: a column that is an array is never null.
func notNil[T any](xs []T) []T {
	if xs == nil {
		return []T{}
	}
	return xs
}

// unique returns each of xs once, in order of first appearance.
func unique[T comparable](xs []T) []T {
	var once []T
	for _, x := range xs {
		if !slices.Contains(once, x) {
			once = append(once, x)
		}
	}
	return once
}
