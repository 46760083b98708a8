"""Every table of every room, named once, for migrations and for the command line."""

import deliberation.assembly.models
import deliberation.ballots.models
import deliberation.council.models
import deliberation.db
import deliberation.debate.models
import deliberation.journal
import deliberation.people.models
import deliberation.security
import deliberation.sittings.groupings
import deliberation.sittings.models
import deliberation.sittings.registers
import deliberation.syntheses.boards
import deliberation.syntheses.clusters.models
import deliberation.syntheses.coding.models
import deliberation.syntheses.dissents.models
import deliberation.syntheses.models
import deliberation.syntheses.reading_back.models

ROOMS = (
    deliberation.people.models,
    deliberation.assembly.models,
    deliberation.debate.models,
    deliberation.ballots.models,
    deliberation.sittings.models,
    deliberation.sittings.groupings,
    deliberation.sittings.registers,
    deliberation.syntheses.models,
    deliberation.syntheses.boards,
    deliberation.syntheses.dissents.models,
    deliberation.syntheses.reading_back.models,
    deliberation.syntheses.clusters.models,
    deliberation.syntheses.coding.models,
    deliberation.council.models,
)
