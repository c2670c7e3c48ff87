// SPDX-License-Identifier: GPL-2.0-or-later
//
// An owned operating system handle. Any thread.
#pragma once

namespace playalter {

class Handle {
public:
	Handle() = default;
	explicit Handle(int descriptor) : descriptor_(descriptor) {}
	Handle(Handle &&other) noexcept : descriptor_(other.release()) {}
	Handle &operator=(Handle &&other) noexcept
	{
		if (this != &other)
			reset(other.release());
		return *this;
	}
	Handle(const Handle &) = delete;
	Handle &operator=(const Handle &) = delete;
	~Handle() { reset(); }

	int get() const { return descriptor_; }
	bool is_open() const { return descriptor_ >= 0; }
	int release()
	{
		const int descriptor = descriptor_;
		descriptor_ = -1;
		return descriptor;
	}
	void reset(int descriptor = -1);

private:
	int descriptor_ = -1;
};

} // namespace playalter
