// SPDX-License-Identifier: GPL-2.0-or-later
//
// Owners for libobs's reference-counted objects. Any thread.
#pragma once

#include <obs-module.h>

#include <memory>

namespace playalter {

struct SourceRelease {
	void operator()(obs_source_t *source) const { obs_source_release(source); }
};
struct WeakSourceRelease {
	void operator()(obs_weak_source_t *source) const { obs_weak_source_release(source); }
};
struct DataRelease {
	void operator()(obs_data_t *data) const { obs_data_release(data); }
};
struct DataArrayRelease {
	void operator()(obs_data_array_t *array) const { obs_data_array_release(array); }
};
struct PropertiesDestroy {
	void operator()(obs_properties_t *properties) const { obs_properties_destroy(properties); }
};

using SourceRef = std::unique_ptr<obs_source_t, SourceRelease>;
using WeakSourceRef = std::unique_ptr<obs_weak_source_t, WeakSourceRelease>;
using DataRef = std::unique_ptr<obs_data_t, DataRelease>;
using DataArrayRef = std::unique_ptr<obs_data_array_t, DataArrayRelease>;
using PropertiesRef = std::unique_ptr<obs_properties_t, PropertiesDestroy>;

} // namespace playalter
