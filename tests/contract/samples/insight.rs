//! Figures over the base.

use super::Ask;
use super::Foreign::{Counted, Filtered, Unscoped};

samples! {
    get_tier_figures Counted  |w, at, who| Ask::plain();
    get_concentration Counted |w, at, who| Ask::plain();
    get_prospect_figures Counted |w, at, who| Ask::plain();
    get_customer_structure Counted |w, at, who| Ask::plain();
    list_structure_customers Filtered |w, at, who| Ask::plain();
    get_cohorts       Counted |w, at, who| Ask::plain();
    get_takings       Filtered |w, at, who| Ask::plain();
    list_approvals    Unscoped |w, at, who| Ask::plain().query("side=waiting");
}
