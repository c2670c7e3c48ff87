// SPDX-License-Identifier: GPL-2.0-or-later
#include "status-procedure.hpp"

#include <string>

namespace playalter {

namespace {

void get_status(void *data, calldata_t *call)
{
	const DataRef report = static_cast<const MaskInstance *>(data)->report(std::string());
	calldata_set_string(call, "json", obs_data_get_json(report.get()));
}

} // namespace

void add_status_procedure(const MaskInstance &mask)
{
	proc_handler_add(obs_source_get_proc_handler(mask.source()),
			 "void playalter_get_status(out string json)", get_status,
			 const_cast<MaskInstance *>(&mask));
}

} // namespace playalter
