"""A client that openapi-python-client made of the document does what a partner does: logs in, lists with filters and
cursor, records a purchase, reads a problem. Run by ../clients.sh with the client on the path."""

import os
from datetime import datetime, timezone
from uuid import uuid4

from regulars_client import AuthenticatedClient, Client
from regulars_client.api.auth import log_in
from regulars_client.api.customers import create_customer, list_customers, put_customer
from regulars_client.api.purchases import get_purchase, record_purchase
from regulars_client.models.customer_kind import CustomerKind
from regulars_client.models.login import Login
from regulars_client.models.new_customer import NewCustomer
from regulars_client.models.new_purchase import NewPurchase
from regulars_client.models.problem import Problem
from regulars_client.models.purchase_expansion import PurchaseExpansion

url = os.environ["REGULARS_URL"]
session = log_in.sync(
    client=Client(base_url=url),
    body=Login(email=os.environ["REGULARS_EMAIL"], password=os.environ["REGULARS_PASSWORD"]),
)
client = AuthenticatedClient(base_url=url, token=session.access_token)

made = [
    create_customer.sync(
        client=client,
        body=NewCustomer(name=f"Guest {number}", kind=CustomerKind.CONSUMER, phone=f"+86139000020{number:02}", tags=["python"]),
    )
    for number in range(5)
]

seen, cursor = [], None
while True:
    page = list_customers.sync(client=client, tag=["python"], limit=2, **({"cursor": cursor} if cursor else {}))
    seen += [customer.id for customer in page.data]
    cursor = page.next_cursor
    if not page.has_more:
        break
assert sorted(seen) == sorted(customer.id for customer in made), seen

purchase = NewPurchase.from_dict(
    {
        "customer_id": made[0].id,
        "occurred_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "lines": [{"description": "Taro balls", "amount": {"amount": 4200, "currency": "CNY"}}],
    }
)
recorded = record_purchase.sync(client=client, body=purchase, idempotency_key=str(uuid4()))
assert recorded.customer_id == made[0].id, recorded

named = NewCustomer(name="Guest 0", kind=CustomerKind.CONSUMER, phone="+8613900002000", city="Shanghai")
put = put_customer.sync(made[0].id, client=client, body=named)
assert (put.id, put.city, put.version) == (made[0].id, "Shanghai", 2), put
shown = get_purchase.sync(recorded.id, client=client, expand=[PurchaseExpansion.CUSTOMER])
assert shown.customer.city == "Shanghai", shown

bought = list_customers.sync(client=client, tag=["python"], net_spendgte=4200)
assert [customer.id for customer in bought.data] == [made[0].id], bought

refused = record_purchase.sync(
    client=client, body=NewPurchase.from_dict({**purchase.to_dict(), "lines": []}), idempotency_key=str(uuid4())
)
assert isinstance(refused, Problem) and refused.status == 422, refused
assert [fault.pointer for fault in refused.errors] == ["/lines"], refused
print("the Python client logs in, lists, records and reads a problem")
