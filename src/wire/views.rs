//! Values of responses as the types people work with: repaired where servers are known to err, told where not.
