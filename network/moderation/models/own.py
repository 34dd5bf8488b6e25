"""Nobody decides on their own record: the rule for the database. `Steps` says the same to people beforehand."""

import pgtrigger


def not_by_the_author(*columns: str, condition: pgtrigger.Q | None = None) -> pgtrigger.Trigger:
    """A trigger that refuses a row in which one of `columns` names the author of the record of the row.

    It is no check over columns, because the author stands with the record, and because decisions from before this
    rule stay as they are. The violation is an IntegrityError of the constraint `not_on_own_record`.
    """
    people = ", ".join(f"NEW.{column}" for column in columns)
    return pgtrigger.Trigger(
        name="not_on_own_record",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("record_id", *columns),
        condition=condition,
        func=f"""
            IF EXISTS (SELECT FROM moderation_record WHERE id = NEW.record_id AND author_id IN ({people})) THEN
                RAISE EXCEPTION 'Nobody decides on their own record.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'not_on_own_record', TABLE = TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,
    )
