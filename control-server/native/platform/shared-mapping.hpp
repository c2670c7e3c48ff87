// SPDX-License-Identifier: GPL-2.0-or-later
//
// A filter's shared memory, mapped for reading and writing. Any thread; unmapped with the object.
#pragma once

#include "handle.hpp"

#include <cstddef>
#include <cstdint>

namespace playalter {

class SharedMapping {
public:
	SharedMapping() = default;
	SharedMapping(SharedMapping &&other) noexcept;
	SharedMapping &operator=(SharedMapping &&other) noexcept;
	SharedMapping(const SharedMapping &) = delete;
	SharedMapping &operator=(const SharedMapping &) = delete;
	~SharedMapping();

	// Maps memory that a peer handed over, after making sure that the peer can never shrink it
	// under our feet. Throws Fault: mapping_wrong_size, mapping_not_sealed, mapping_failed.
	static SharedMapping adopt(const Handle &memory, size_t bytes);

	// Maps memory of our own making. Throws Fault mapping_failed.
	static SharedMapping map(const Handle &memory, size_t bytes);

	uint8_t *data() const { return data_; }
	size_t size() const { return bytes_; }

private:
	SharedMapping(uint8_t *data, size_t bytes) : data_(data), bytes_(bytes) {}

	uint8_t *data_ = nullptr;
	size_t bytes_ = 0;
};

} // namespace playalter
