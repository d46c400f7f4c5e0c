"""How files of products are refused, as a whole and row by row."""

from collections.abc import Mapping
from typing import Any

from guildhall.kernel.refusals import N_, Refusal


class ImportNotFound(Refusal):
    code = "catalog.import_not_found"
    message = N_("There is no such import here.")
    status = 404


class FileMissing(Refusal):
    code = "catalog.file_missing"
    message = N_("Choose a file of products: CSV or XLSX.")
    status = 422


class FileEmpty(Refusal):
    code = "catalog.file_empty"
    message = N_("The file holds no rows of products. The first row names the columns.")
    status = 422


class HeadingsMissing(Refusal):
    code = "catalog.headings_missing"
    message = N_("The first row of the file does not name its columns. Put their names there.")
    status = 422


class HeadingsRepeat(Refusal):
    code = "catalog.headings_repeat"
    message = N_("Two columns have the same name: {names}. Give each a name of its own.")
    status = 422


class FileTooLarge(Refusal):
    code = "catalog.file_too_large"
    message = N_("The file is larger than {limit}. Split it into several.")
    status = 413


# Why a file cannot be read.
REASONS: Mapping[str, str] = {
    "half": N_("it is damaged, or only a part of it arrived; save it again and upload it whole"),
    "old_excel": N_("it is in the format of Excel before 2007; save it as XLSX or CSV"),
    "no_text": N_("it is neither text nor an Excel workbook; save it as CSV or XLSX"),
    "encoding": N_("its text is in another encoding; save it as UTF-8"),
    "bomb": N_("it unpacks to far more than a list of products; save it again without pictures"),
    "quotes": N_("a quotation mark is opened in row {row} and never closed"),
    "gone": N_("it is not kept any more; upload it again"),
}


class FileUnreadable(Refusal):
    code = "catalog.file_unreadable"
    message = N_("The file cannot be read: {reason}.")
    status = 422

    def told(self, translate: Any = str) -> str:
        words = REASONS.get(self.facts["reason"], self.facts["reason"])
        reason = str(translate(words)).format_map({"row": "", **self.facts})
        return str(translate(self.message)).format(reason=reason)


class MappingInvalid(Refusal):
    code = "catalog.mapping_invalid"
    message = N_("Some columns are not right. Each is named with what to do.")
    status = 422


class ImportHasFaults(Refusal):
    code = "catalog.import_has_faults"
    message = N_("{failed} rows are wrong, and this import takes all or nothing. Mend them first.")
    status = 409


class ImportNotChecked(Refusal):
    code = "catalog.import_not_checked"
    message = N_("Check the file first: the check tells what an import would do.")
    status = 409


# What is wrong with a row, and what to do about it.
FAULTS: Mapping[str, str] = {
    "missing": N_("Fill in this cell."),
    "too_long": N_("Write at most {most} characters."),
    "too_many_cells": N_("This row has more cells than the file has columns. Check its quotes."),
    "control_character": N_("This cell holds a character that cannot be printed. Type it anew."),
    "cell_error": N_("The spreadsheet shows an error in this cell. Correct its formula."),
    "not_a_price": N_("Write a price such as 12.90, without a currency."),
    "price_needs_yes": N_(
        "It changes by {percent} %: somebody else has to agree. Ask on the page of prices."
    ),
    "price_below_floor": N_(
        "It lies {points} points below its floor. Ask for a yes on the page of prices."
    ),
    "price_too_fine": N_("Write a price with at most four decimals."),
    "not_a_number": N_("Write a whole number of at most nine digits."),
    "barcode_invalid": N_("Write barcodes of at most 32 letters and digits, with ; between them."),
    "check_digit_wrong": N_("The last digit of a barcode does not fit the others. Scan it again."),
    "code_invalid": N_("A product's code has no blanks and none of / ? # %. Choose another."),
    "unit_fixed": N_("Stock of it is counted in {unit}. Make a new SKU for another unit."),
    "sku_twice": N_("Row {other} has the same SKU. Keep one of the two."),
    "barcode_twice": N_("Row {other} has the same barcode {barcode}. Keep it in one of the two."),
    "barcode_taken": N_("The barcode {barcode} belongs to {sku}. Take it away there first."),
    "product_differs": N_("Row {other} says something else of the same product. Make them agree."),
    "sku_elsewhere": N_("This SKU belongs to the product {product}. Write that product's code."),
    "archived": N_("This product is archived. Restore it first."),
    "tax_class_unknown": N_("There is no such tax class. Write one of these: {codes}."),
    "category_unknown": N_("There is no category at {path}. Write titles with > between them."),
    "category_too_deep": N_("Write at most {most} categories with > between them."),
    "too_many_options": N_("Leave at most {most} options in a row: a product has no more."),
    "options_missing": N_("The product has other variants. Say in what this one differs."),
    "options_incomplete": N_("This product's variants differ in {axes}. Fill in each of them."),
    "options_fixed": N_("This variant is {combination}. Make a new SKU for another combination."),
    "combination_twice": N_("{other} is the same combination. Change one of the two."),
}
