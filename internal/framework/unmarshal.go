package framework

import (
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// UnmarshalYAML reads exactly four numbers; the YAML library does not check the length of an
// array by itself.
func (c *Cuts) UnmarshalYAML(node ast.Node) error { return numbers(node, c[:]) }

// UnmarshalYAML reads exactly two numbers.
func (p *Point) UnmarshalYAML(node ast.Node) error { return numbers(node, p[:]) }

func numbers(node ast.Node, into []float64) error {
	var xs []float64
	if err := yaml.NodeToValue(node, &xs, yaml.Strict()); err != nil {
		return err
	}
	if len(xs) != len(into) {
		return &yaml.SyntaxError{Message: fmt.Sprintf("has %d numbers; %d are needed", len(xs), len(into)), Token: node.GetToken()}
	}
	copy(into, xs)
	return nil
}
