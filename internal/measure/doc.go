// Package measure derives raw values from an offer's parts, each with a trace a person can read.
package measure
