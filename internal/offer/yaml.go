package offer

// The YAML library writes the whole document out again for every value that reads itself from
// text, which takes quadratic time. These methods, which it asks for first, do not cost that.

func unmarshalYAML(unmarshal func(any) error, text func([]byte) error) error {
	var s string
	if err := unmarshal(&s); err != nil {
		return err
	}
	return text([]byte(s))
}

// UnmarshalYAML reads what UnmarshalText reads.
func (d *Date) UnmarshalYAML(unmarshal func(any) error) error {
	return unmarshalYAML(unmarshal, d.UnmarshalText)
}

// UnmarshalYAML reads what UnmarshalText reads.
func (t *Tri) UnmarshalYAML(unmarshal func(any) error) error {
	return unmarshalYAML(unmarshal, t.UnmarshalText)
}

// UnmarshalYAML reads what UnmarshalText reads.
func (s *Side) UnmarshalYAML(unmarshal func(any) error) error {
	return unmarshalYAML(unmarshal, s.UnmarshalText)
}

// UnmarshalYAML reads what UnmarshalText reads.
func (s *Stage) UnmarshalYAML(unmarshal func(any) error) error {
	return unmarshalYAML(unmarshal, s.UnmarshalText)
}

// UnmarshalYAML reads what UnmarshalText reads.
func (s *Status) UnmarshalYAML(unmarshal func(any) error) error {
	return unmarshalYAML(unmarshal, s.UnmarshalText)
}

// UnmarshalYAML reads what UnmarshalText reads.
func (r *Rung) UnmarshalYAML(unmarshal func(any) error) error {
	return unmarshalYAML(unmarshal, r.UnmarshalText)
}

// UnmarshalYAML reads what UnmarshalText reads.
func (s *Scope) UnmarshalYAML(unmarshal func(any) error) error {
	return unmarshalYAML(unmarshal, s.UnmarshalText)
}
