// Package depend says what a service stands on and what happens when a part of that is taken
// away: a graph of needs (AND over needs, OR over qualified alternatives), its choke points by
// actor and by jurisdiction, and drills that run an event month by month. What is not known is
// carried as a pair of runs, the worst and the best that the unknowns allow.
package depend
