#pragma once

// The consumer's own. It is called as one of Troupe's headers is, and is found
// before it.
#error "a header of Troupe's has included the consumer's"
