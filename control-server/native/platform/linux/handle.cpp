// SPDX-License-Identifier: GPL-2.0-or-later
#include "../fault.hpp"
#include "../handle.hpp"

#include <system_error>
#include <unistd.h>

namespace playalter {

void Handle::reset(int descriptor)
{
	if (descriptor_ >= 0)
		::close(descriptor_);
	descriptor_ = descriptor;
}

std::string with_system_reason(const std::string &message, int error_number)
{
	return message + " (" + std::generic_category().message(error_number) + ")";
}

} // namespace playalter
