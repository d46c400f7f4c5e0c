"""How the catalogue says no about barcodes and units."""

from guildhall.kernel.refusals import N_, Refusal


class BarcodeTaken(Refusal):
    code = "catalog.barcode_taken"
    message = N_("{code} is a barcode of {sku} already.")


class BarcodeNotFound(Refusal):
    code = "catalog.barcode_not_found"
    message = N_("{sku} has no barcode {code}.")
    status = 404


class CheckDigitWrong(Refusal):
    code = "catalog.check_digit_wrong"
    message = N_("{code} is no valid GTIN: its last digit should be {expected}. Scan it again.")
    status = 422


class UnitNotFound(Refusal):
    code = "catalog.unit_not_found"
    message = N_("{sku} is not counted in {unit}.")
    status = 404


class NotExact(Refusal):
    code = "catalog.not_exact"
    message = N_("{quantity} {unit} cannot be counted exactly in {base}. Change the quantity.")
    status = 422
