//! Figures over the base.

use super::Ask;
use super::Foreign::Counted;

samples! {
    get_tier_figures Counted  |w, at, who| Ask::plain();
    get_concentration Counted |w, at, who| Ask::plain();
}
