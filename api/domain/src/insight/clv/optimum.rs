//! The lowest point of a smooth function of a few parameters.
//!
//! Nelder & Mead (1965) finds the valley from a poor start, with the coefficients of Press et al., Numerical Recipes
//! (3rd ed. 2007), section 10.5; BFGS with differences for the slope (Nocedal & Wright, Numerical Optimization, 2nd ed.
//! 2006, algorithm 6.1) finds its floor. Infinity says that a place is out of bounds.

/// Half the distance over which a slope is measured.
const STEP: f64 = 1e-4;
/// A slope below this is the floor; above it, when no step goes down any more, it is still one up to `LOOSE`.
const FLAT: f64 = 1e-8;
const LOOSE: f64 = 1e-5;
/// The longest step at once in any parameter.
const LONGEST: f64 = 1.5;
const MOST_STEPS: usize = 200;

/// A place of `N` parameters.
pub type Place<const N: usize> = [f64; N];

/// Where the search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optimum<const N: usize> {
    /// The parameters.
    pub at: Place<N>,
    /// The function there.
    pub value: f64,
    /// Whether the slope there is nothing.
    pub converged: bool,
    /// The inverse of the curvature there, so that a search nearby need not learn it again.
    pub inverse: [Place<N>; N],
}

fn dot<const N: usize>(a: &Place<N>, b: &Place<N>) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `a + factor × b`.
fn plus<const N: usize>(a: &Place<N>, factor: f64, b: &Place<N>) -> Place<N> {
    let mut sum = *a;
    sum.iter_mut().zip(b).for_each(|(sum, b)| *sum += factor * b);
    sum
}

fn times<const N: usize>(matrix: &[Place<N>; N], vector: &Place<N>) -> Place<N> {
    matrix.map(|row| dot(&row, vector))
}

fn diagonal<const N: usize>(value: f64) -> [Place<N>; N] {
    std::array::from_fn(|row| std::array::from_fn(|column| if row == column { value } else { 0.0 }))
}

/// The slope by central differences; not a number where the function is out of bounds.
fn slope<const N: usize>(function: &impl Fn(&Place<N>) -> f64, at: &Place<N>) -> Place<N> {
    let unit = diagonal::<N>(1.0);
    unit.map(|axis| (function(&plus(at, STEP, &axis)) - function(&plus(at, -STEP, &axis))) / (2.0 * STEP))
}

/// The lowest of the corners after `most` trials, from a simplex of size `size` around `start`. Never worse than `start`.
pub fn nelder_mead<const N: usize>(
    function: &impl Fn(&Place<N>) -> f64,
    start: &Place<N>,
    size: f64,
    most: usize,
) -> (Place<N>, f64) {
    let value = |place: Place<N>| {
        let value = function(&place);
        (place, if value.is_nan() { f64::INFINITY } else { value })
    };
    let mut corners: Vec<_> = diagonal::<N>(size).iter().map(|axis| value(plus(start, 1.0, axis))).collect();
    corners.push(value(*start));
    for _ in 0..most {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (Some(best), Some(worst)) = (corners.first().copied(), corners.pop()) else { break };
        let second = corners.last().map_or(best.1, |corner| corner.1);
        if (worst.1 - best.1).abs() < 1e-12 * best.1.abs().max(1.0) {
            corners.push(worst);
            break;
        }
        let sum = corners.iter().fold([0.0; N], |sum, corner| plus(&sum, 1.0, &corner.0));
        let middle = sum.map(|sum| sum / N as f64);
        let away = plus(&middle, -1.0, &worst.0);
        let reflected = value(plus(&middle, 1.0, &away));
        let next = if reflected.1 < best.1 {
            let expanded = value(plus(&middle, 2.0, &away));
            if expanded.1 < reflected.1 { expanded } else { reflected }
        } else if reflected.1 < second {
            reflected
        } else {
            let (toward, bound) = if reflected.1 < worst.1 { (0.5, reflected.1) } else { (-0.5, worst.1) };
            let contracted = value(plus(&middle, toward, &away));
            if contracted.1 < bound {
                contracted
            } else {
                for corner in &mut corners {
                    *corner = value(plus(&best.0, 0.5, &plus(&corner.0, -1.0, &best.0)));
                }
                value(plus(&best.0, 0.5, &plus(&worst.0, -1.0, &best.0)))
            }
        };
        corners.push(next);
    }
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    corners.first().copied().unwrap_or((*start, f64::INFINITY))
}

/// Goes down from `start` until it is flat. `inverse` is the curvature's inverse where it is known from a search nearby.
pub fn bfgs<const N: usize>(
    function: &impl Fn(&Place<N>) -> f64,
    start: &Place<N>,
    inverse: Option<[Place<N>; N]>,
) -> Optimum<N> {
    let (mut at, mut value) = (*start, function(start));
    let mut gradient = slope(function, &at);
    let mut known = inverse.is_some();
    let mut inverse = inverse.unwrap_or_else(|| diagonal(1.0));
    for _ in 0..MOST_STEPS {
        if steepness(&gradient) < FLAT {
            break;
        }
        let mut way = times(&inverse, &gradient).map(|part| -part);
        // Not a number counts as no descent.
        if !matches!(dot(&way, &gradient).partial_cmp(&0.0), Some(std::cmp::Ordering::Less)) {
            (inverse, known) = (diagonal(1.0), false);
            way = gradient.map(|part| -part);
        }
        let longest = way.iter().fold(LONGEST, |longest, part| longest.max(part.abs()));
        way = way.map(|part| part * LONGEST / longest);
        let Some((next, lower)) = descend(function, &at, value, &way, dot(&way, &gradient)) else {
            if !known {
                break;
            }
            (inverse, known) = (diagonal(1.0), false);
            continue;
        };
        let turned = slope(function, &next);
        let (moved, change) = (plus(&next, -1.0, &at), plus(&turned, -1.0, &gradient));
        let curvature = dot(&moved, &change);
        if curvature > 1e-14 {
            if !known {
                inverse = diagonal(curvature / dot(&change, &change));
            }
            inverse = updated(&inverse, &moved, &change, curvature);
            known = true;
        }
        (at, value, gradient) = (next, lower, turned);
    }
    Optimum { at, value, converged: steepness(&gradient) < LOOSE, inverse }
}

fn steepness<const N: usize>(gradient: &Place<N>) -> f64 {
    gradient.iter().fold(0.0, |most: f64, part| if part.is_nan() { f64::INFINITY } else { most.max(part.abs()) })
}

/// The first of ever shorter steps that goes down as much as a slope of this kind lets expect (Armijo).
fn descend<const N: usize>(
    function: &impl Fn(&Place<N>) -> f64,
    at: &Place<N>,
    value: f64,
    way: &Place<N>,
    fall: f64,
) -> Option<(Place<N>, f64)> {
    let mut length = 1.0;
    for _ in 0..40 {
        let next = plus(at, length, way);
        let lower = function(&next);
        if lower < value && lower <= value + 1e-4 * length * fall {
            return Some((next, lower));
        }
        length *= 0.5;
    }
    None
}

/// The BFGS update of the inverse curvature.
fn updated<const N: usize>(
    inverse: &[Place<N>; N],
    moved: &Place<N>,
    change: &Place<N>,
    curvature: f64,
) -> [Place<N>; N] {
    let seen = times(inverse, change);
    let scale = (curvature + dot(change, &seen)) / (curvature * curvature);
    let mut next = *inverse;
    for (row, (moved_row, seen_row)) in next.iter_mut().zip(moved.iter().zip(&seen)) {
        for (cell, (moved_column, seen_column)) in row.iter_mut().zip(moved.iter().zip(&seen)) {
            *cell += scale * moved_row * moved_column - (seen_row * moved_column + moved_row * seen_column) / curvature;
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley (1960), its floor 0 at (1, 1).
    fn rosenbrock(place: &Place<2>) -> f64 {
        100.0 * (place[1] - place[0].powi(2)).powi(2) + (1.0 - place[0]).powi(2)
    }

    #[test]
    fn both_find_the_floor_of_a_bent_valley() {
        let found = bfgs(&rosenbrock, &[-1.2, 1.0], None);
        assert!(found.converged && found.at.iter().all(|part| (part - 1.0).abs() < 1e-5), "{found:?}");
        let (place, _) = nelder_mead(&rosenbrock, &[-1.2, 1.0], 0.5, 1_000);
        assert!(place.iter().all(|part| (part - 1.0).abs() < 1e-3), "{place:?}");
    }

    #[test]
    fn a_known_curvature_saves_steps_and_a_wrong_one_does_no_harm() {
        let bowl = |place: &Place<2>| (place[0] - 3.0).powi(2) + 50.0 * (place[1] + 1.0).powi(2);
        for inverse in [None, Some([[0.5, 0.0], [0.0, 0.01]]), Some([[-1.0, 0.0], [0.0, -1.0]])] {
            let found = bfgs(&bowl, &[0.0, 0.0], inverse);
            assert!(found.converged && (found.at[0] - 3.0).abs() < 1e-6 && (found.at[1] + 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_wall_is_not_crossed_and_no_number_is_no_floor() {
        let walled = |place: &Place<1>| if place[0] < 2.0 { f64::INFINITY } else { place[0] };
        let found = bfgs(&walled, &[5.0], None);
        assert!(!found.converged && found.at[0] >= 2.0);
        let nowhere = bfgs(&|_: &Place<2>| f64::NAN, &[0.0, 0.0], None);
        assert!(!nowhere.converged);
        assert_eq!(nelder_mead(&|_: &Place<2>| f64::NAN, &[0.0, 0.0], 1.0, 50).1, f64::INFINITY);
    }
}
