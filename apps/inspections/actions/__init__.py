"""Everything that changes grids, sites, plans and patrols."""
