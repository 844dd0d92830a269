//! Points, directions and rectangles of a page: in points, from the top left corner, y downwards.

/// A point, or a vector.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Point {
    /// To the right.
    pub(super) x: f32,
    /// Downwards.
    pub(super) y: f32,
}

impl Point {
    /// Returns the scalar product.
    pub(super) fn dot(self, other: Self) -> f32 {
        self.x.mul_add(other.x, self.y * other.y)
    }

    /// Returns the direction in which lines follow each other when text runs in this one.
    pub(super) const fn across(self) -> Self {
        Self { x: -self.y, y: self.x }
    }

    /// Returns the point `along` further in the direction, and `down` further across it.
    pub(super) fn moved(self, direction: Self, along: f32, down: f32) -> Self {
        let across = direction.across();
        Self {
            x: self.x + direction.x * along + across.x * down,
            y: self.y + direction.y * along + across.y * down,
        }
    }
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    /// Left.
    pub(super) x0: f32,
    /// Top.
    pub(super) y0: f32,
    /// Right.
    pub(super) x1: f32,
    /// Bottom.
    pub(super) y1: f32,
}

impl Rect {
    /// Returns the smallest rectangle around the points.
    pub(super) fn around(points: &[Point]) -> Self {
        let mut rect = Self {
            x0: f32::MAX,
            y0: f32::MAX,
            x1: f32::MIN,
            y1: f32::MIN,
        };
        for point in points {
            rect.x0 = rect.x0.min(point.x);
            rect.y0 = rect.y0.min(point.y);
            rect.x1 = rect.x1.max(point.x);
            rect.y1 = rect.y1.max(point.y);
        }
        rect
    }

    /// Returns the smallest rectangle around both.
    pub(super) const fn cover(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Returns the part inside a page of this size.
    pub(super) fn clipped(self, width: f32, height: f32) -> Self {
        Self {
            x0: self.x0.clamp(0.0, width),
            y0: self.y0.clamp(0.0, height),
            x1: self.x1.clamp(0.0, width),
            y1: self.y1.clamp(0.0, height),
        }
    }
}
