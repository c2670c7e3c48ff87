// SPDX-License-Identifier: GPL-2.0-or-later
#include "events.hpp"

#include "daemon-link.hpp"
#include "vendor.hpp"

namespace playalter {

void tell_everybody(const char *event, DataRef data)
{
	emit_vendor_event(event, data.get());
	tell_daemon(event, data.get());
}

} // namespace playalter
