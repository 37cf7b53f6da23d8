package offer

// A Chip is one lot of accelerators, with the export licence it comes under.
type Chip struct {
	Vendor             string  `json:"vendor"`
	Product            string  `json:"product,omitempty"`
	Site               string  `json:"site,omitempty"`                // name of the site where it stands
	Count              *Figure `json:"count,omitempty"`               // all that the offer speaks of
	Installed          *Figure `json:"installed,omitempty"`           // standing and powered
	ExportJurisdiction string  `json:"export_jurisdiction,omitempty"` // ISO 3166-1 alpha-2
	RuleItem           string  `json:"rule_item,omitempty"`           // e.g. 3A090.a
	Rung               Rung    `json:"rung,omitzero"`                 // how well item, end user and licence are known
	EndUser            string  `json:"end_user,omitempty"`
	EndUserKind        string  `json:"end_user_kind,omitempty"`    // one of EndUserKinds
	EndUserCountry     string  `json:"end_user_country,omitempty"` // ISO 3166-1 alpha-2 of its ultimate parent's headquarters
	Licence            string  `json:"licence,omitempty"`
	LicenceGranted     Tri     `json:"licence_granted,omitzero"`
	LicenceFrom        Date    `json:"licence_from,omitzero"`
	LicenceExpiry      Date    `json:"licence_expiry,omitzero"`
	ConditionsKnown    Tri     `json:"conditions_known,omitzero"` // whether the licence's conditions are published
	RemoteDisable      Tri     `json:"remote_disable,omitzero"`   // whether somebody abroad can switch it off from afar
	FailureRate        *Figure `json:"failure_rate,omitempty"`    // share 0..1 that fails in a year
	SpareMonths        *Figure `json:"spare_months,omitempty"`    // for which spares at home last
	Owner              string  `json:"owner,omitempty"`
	OwnerSide          Side    `json:"owner_side,omitzero"`
	Note               string  `json:"note,omitempty"`
	Evidence           []ID    `json:"evidence"`
}

// EndUserKinds are the kinds of end user that export rules tell apart.
var EndUserKinds = []string{"government", "named_entity", "us_headquartered", "other"}

func (x Chip) validate(c check) {
	c.nonNegative("count", x.Count)
	c.nonNegative("installed", x.Installed)
	if x.Count != nil && x.Installed != nil {
		c.fail(x.Installed.Lo > x.Count.Hi, "installed", "at least %v are installed, more than the %v of the lot", x.Installed.Lo, x.Count.Hi)
	}
	c.country("export_jurisdiction", x.ExportJurisdiction)
	c.country("end_user_country", x.EndUserCountry)
	c.oneOf("end_user_kind", x.EndUserKind, EndUserKinds)
	c.share("failure_rate", x.FailureRate)
	c.nonNegative("spare_months", x.SpareMonths)
	c.window("licence_expiry", Window{x.LicenceFrom, x.LicenceExpiry})
}
