"""`python -m tests.twins.bills --port 9009`: the twin as a process of its own."""

from tests.twins.base import main
from tests.twins.bills.twin import BillTwin

if __name__ == "__main__":
    main(BillTwin)
